# The application: web process, worker and migration are the same image with another command.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
# A company's own certificates, where TLS is inspected: put them here as ca-certificates.crt. Without, nothing is copied.
COPY package.json package-lock.json .npmrc ca-certificates.cr[t] ./
RUN if [ -s ca-certificates.crt ]; then export NODE_EXTRA_CA_CERTS=/app/ca-certificates.crt; fi; \
    npm install --no-save --no-audit --no-fund
COPY . .
RUN node scripts/generate-client.ts && NEXT_TELEMETRY_DISABLED=1 node node_modules/next/dist/bin/next build && rm -rf .next/cache

FROM ${NODE_IMAGE}
# git and ssh reach the team's repositories; e2fsprogs and mount make capped workspaces where the worker may.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates e2fsprogs git mount openssh-client tini \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
COPY --from=build /app /app
RUN id node >/dev/null 2>&1 || useradd --uid 1000 --create-home node; mkdir -p /data && chown node:node /data && chmod 700 /data
# Process 1 passes signals on and reaps what git leaves behind.
ENTRYPOINT ["tini", "--"]
CMD ["node", "scripts/web.ts"]
