namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>One front with default settings for the tests of a class.</summary>
public sealed class FrontFixture : IAsyncLifetime
{
    private FrontServer? _server;

    public FrontServer Server => _server!;

    public async Task InitializeAsync() => _server = await FrontServer.StartAsync();

    public async Task DisposeAsync() => await _server!.DisposeAsync();
}
