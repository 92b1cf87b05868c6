'use strict';
// Serverless Framework loads plugins with `require`, and Node 20 does not run TypeScript: tsx stands between.
require('tsx/cjs/api').register();
module.exports = require('./plugin.ts');
