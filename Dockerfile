# syntax=docker/dockerfile:1
# The bot with everything it needs: model and weights inside, no network but Discord's, one volume.
#   docker build -t verbatim .
#   docker run -e DISCORD_TOKEN --read-only --tmpfs /tmp -v verbatim:/data verbatim

FROM python:3.11-slim-bookworm AS libraries
# Where the build of torch for processors without a graphics card is published; the usual one is four times as large.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/verbatim
COPY requirements.txt requirements-ocr.txt constraints.txt ./
RUN /opt/verbatim/bin/pip install ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -r requirements.txt \
        -r requirements-ocr.txt \
    && rm -rf /opt/verbatim/lib/python3.11/site-packages/pip /opt/verbatim/bin/pip*

FROM python:3.11-slim-bookworm
# Debian packages beside: LibreOffice for old Office files and RTF, Tesseract's data for scans in other languages.
#   --build-arg PACKAGES="libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui tesseract-ocr-deu"
ARG PACKAGES=
RUN if [ -n "$PACKAGES" ]; then apt-get update && apt-get install -y --no-install-recommends $PACKAGES \
    && rm -rf /var/lib/apt/lists/*; fi
RUN groupadd --gid 10001 verbatim \
    && useradd --uid 10001 --gid verbatim --no-create-home --home-dir /tmp --shell /usr/sbin/nologin verbatim \
    && install -d -o verbatim -g verbatim -m 700 /data
COPY --from=libraries /opt/verbatim /opt/verbatim
WORKDIR /app
COPY config.toml ./
COPY corpus ./corpus
COPY index ./index
COPY bot ./bot
RUN /opt/verbatim/bin/python -m compileall -q .
ENV PATH=/opt/verbatim/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 VERBATIM_DATA=/data VERBATIM_LOG_FORMAT=json
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
# The bot touches this file every ten seconds while it is connected to Discord.
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD test -n "$(find /data/alive -mmin -1 2>/dev/null)"
ENTRYPOINT ["python", "-m", "bot"]
