using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Stops the start of a server that anybody could call: Development mode on an address that other machines reach.</summary>
/// <remarks>
/// Configured addresses are judged before the server listens; addresses given in code are known only once it does, so they are judged
/// again then.
/// </remarks>
internal sealed class DevelopmentListenerGuard(IServer server, IConfiguration configuration, IOptions<AuthOptions> options)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Check(ListenerAddresses.Configured(configuration).Concat(Listening()));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Check(Listening());
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<string> Listening() => server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    private void Check(IEnumerable<string> addresses)
    {
        if (options.Value.Mode != AuthMode.Development || options.Value.AllowDevelopmentOffLoopback)
        {
            return;
        }

        if (addresses.FirstOrDefault(static address => !ListenerAddresses.IsLoopback(address)) is { } wide)
        {
            throw new OptionsValidationException(nameof(AuthOptions), typeof(AuthOptions), [
                $"Segmentation:Auth:Mode is Development, in which any caller is let in, but the server would listen on {wide}, which other "
                + "machines can reach. Listen on http://127.0.0.1:<port>, or set Segmentation:Auth:Mode to Static or Jwt, or, if the network "
                + "is trusted, set Segmentation:Auth:AllowDevelopmentOffLoopback=true."]);
        }
    }
}
