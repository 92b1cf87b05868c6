# Huadan on one machine: the pull loop and the lookup. Build: docker build -t huadan .
#   docker run -d -p 127.0.0.1:8651:8651 --env-file .env -v huadan:/archive huadan
# Other commands: docker run --rm --env-file .env -v huadan:/archive huadan doctor

FROM node:20-alpine AS build
WORKDIR /huadan
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts
COPY functions functions
COPY shared shared
COPY local local
RUN npm run build

# dist/ holds everything it imports: no packages are needed beside it.
FROM node:20-alpine
LABEL org.opencontainers.image.title="Huadan" org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /huadan
COPY package.json LICENSE ./
COPY --from=build /huadan/dist dist
# ARCHIVE_URL=file:/archive keeps the archive in the volume. Inside the container it must listen on all addresses.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8651
RUN mkdir /archive && chown node:node /archive
USER node
WORKDIR /archive
EXPOSE 8651
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD wget -qO /dev/null "http://127.0.0.1:$PORT/healthz" || exit 1
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/huadan/dist/cli.js"]
CMD ["start"]
