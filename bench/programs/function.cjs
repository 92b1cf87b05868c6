// A packaged function, asked by an event: loading it belongs to the first tick.
exports.tick = ({ bundle, event }) => require(bundle).main_handler(event, {});
