using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>The HTTP front on a loopback port, without a cluster behind it: for everything that is decided before a grain is called.</summary>
public sealed class FrontServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FrontServer(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single());

    public static async Task<FrontServer> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null, string url = "http://127.0.0.1:0", Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        configure?.Invoke(builder.Services);
        builder.Services.AddSegmentationRest(builder.Configuration);
        var application = builder.Build();
        application.MapSegmentation();
        try
        {
            await application.StartAsync();
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        return new FrontServer(application);
    }

    public ApiClient Client(string organization = "front@AdobeOrg") => new(Address, organization);

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
