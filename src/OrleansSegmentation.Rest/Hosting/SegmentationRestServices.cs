using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Client;
using OrleansSegmentation.Rest.Auth;
using OrleansSegmentation.Rest.Collection;
using OrleansSegmentation.Rest.Health;
using OrleansSegmentation.Rest.Ingest;
using OrleansSegmentation.Rest.Sandboxes;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>Adds the services behind the API.</summary>
public static class SegmentationRestServices
{
    // 20 property filters of 1,024 characters, each character up to three bytes of URL, must arrive before they can be judged.
    private const int MaxRequestLineBytes = 128 * 1024;

    /// <summary>Adds the HTTP front. Settings come from the section <c>Segmentation</c> of <paramref name="configuration"/>.</summary>
    /// <param name="services">The services of the host; a grain factory (silo or Orleans client) must be among them.</param>
    /// <param name="configuration">The root of the host's configuration.</param>
    /// <remarks>A wrong setting stops the start with a message that names it.</remarks>
    public static IServiceCollection AddSegmentationRest(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection("Segmentation");
        services.AddSegmentationClient();
        services.AddRouting();
        AddOptions(services, section);

        services.TryAddSingleton<OrganizationDirectory>();
        services.TryAddSingleton<SandboxResolver>();
        services.TryAddSingleton<ICredentialPolicy>(static provider => CredentialPolicies.Create(provider));
        services.TryAddSingleton<CallerAuthenticator>();
        services.TryAddSingleton<RequestRateLimiter>();
        services.TryAddSingleton<CrossOriginHeaders>();
        services.TryAddSingleton<TransactionIds>();
        services.TryAddSingleton<ApiPipeline>();
        services.AddSingleton<IHostedService, DevelopmentListenerGuard>();

        services.AddHealthChecks()
            .AddCheck<ClusterHealthCheck>("cluster", timeout: HealthOperations.CheckTimeout)
            .AddCheck<SandboxHealthCheck>("sandboxes", timeout: HealthOperations.CheckTimeout);
        AddCompression(services);
        services.Configure<KestrelServerOptions>(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
            kestrel.Limits.MaxRequestBodySize = null; // the pipeline counts, because the limit depends on the route
        });
        return services;
    }

    private static void AddOptions(IServiceCollection services, IConfigurationSection section)
    {
        services.AddOptions<HttpOptions>().BindSettings(section.GetSection("Http")).ValidateOnStart();
        services.AddOptions<IngestBodyOptions>().BindSettings(section.GetSection("Ingest")).ValidateOnStart();
        services.AddOptions<CollectionOptions>().BindSettings(section.GetSection("Collection")).ValidateOnStart();
        services.AddOptions<SandboxHeaderOptions>().BindSettings(section.GetSection("Sandbox")).ValidateOnStart();
        services.AddOptions<AuthOptions>()
            .BindSettings(section.GetSection("Auth"))
            .Configure(auth => AuthTokenSettings.BindPlainTokens(auth, section.GetSection("Auth:Tokens")))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HttpOptions>, HttpOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IngestBodyOptions>, IngestBodyOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>());
    }

    private static void AddCompression(IServiceCollection services)
    {
        services.AddResponseCompression(static compression =>
        {
            compression.EnableForHttps = true; // callers authenticate by header, so a response reflects no cookie secret
            compression.MimeTypes = ["application/json", "application/x-ndjson"];
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(static brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(static gzip => gzip.Level = CompressionLevel.Fastest);
    }
}
