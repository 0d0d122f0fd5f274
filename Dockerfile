# Clapper for a server: an ordinary user, a root that may be read-only, everything kept in /data.
# amd64 and arm64: nothing here knows the machine; every package comes as a wheel from the lock.

FROM python:3.12-slim-bookworm AS packages
COPY requirements.lock .
RUN python -m venv /opt/clapper \
 && /opt/clapper/bin/pip install --no-cache-dir --disable-pip-version-check --quiet \
    --require-hashes --only-binary :all: -r requirements.lock \
 && /opt/clapper/bin/pip uninstall --yes --quiet --disable-pip-version-check pip

FROM python:3.12-slim-bookworm
RUN groupadd --gid 10001 clapper \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin clapper \
 && install -d -o 10001 -g 10001 /data
COPY --from=packages /opt/clapper /opt/clapper
WORKDIR /app
COPY bot/ bot/
COPY cogs/ cogs/
ENV PATH=/opt/clapper/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    TMPDIR=/tmp \
    DATA_DIR=/data \
    WEB_HOST=0.0.0.0
# Compiled once here, because the running bot may not write beside its own code.
RUN python -m compileall -q --invalidation-mode unchecked-hash bot cogs
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "bot.web.ask"]
ENTRYPOINT ["python", "-m", "bot"]
