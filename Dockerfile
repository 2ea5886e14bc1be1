# The server, for one silo on a folder (/data) or as one of several silos on a storage account (docker-compose.yml).
#   docker build -t orleans-segmentation .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/ src/
RUN dotnet publish src/OrleansSegmentation.SiloHost -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# The folders that are written belong to the user of the base image that is not root; volumes take the owner over.
RUN mkdir /data /cache && chown "$APP_UID" /data /cache && chmod 700 /data /cache
USER $APP_UID
# Other containers have to reach it, so it listens on every address of its container. Whoever runs it says who may call: in Development mode,
# which lets any caller in, it refuses to start on such an address (Segmentation__Auth__Mode).
ENV Urls=http://0.0.0.0:8080 \
    Segmentation__Storage__Directory=/data \
    Segmentation__Storage__CacheDirectory=/cache
EXPOSE 8080
# Ready means that cluster and storage answer. The image has neither curl nor wget; bash opens sockets by itself.
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
# exec form: SIGTERM reaches the server, which hands its work over before it ends
ENTRYPOINT ["dotnet", "OrleansSegmentation.SiloHost.dll"]
CMD ["serve"]
