using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Health;

public sealed class HealthTests : IAsyncLifetime
{
    private ClusterServer? _server;

    public async Task InitializeAsync() => _server = await ClusterServer.StartAsync([]);

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task Live_AndReady_NeedNoHeaders()
    {
        using var user = _server!.NewUser();
        user.Api.Headers.Clear();
        Assert.Equal("""{"status":"ok"}""", (await user.Api.GetAsync("/healthz")).Expect(200).Text);
        Assert.Equal("""{"status":"ok"}""", (await user.Api.GetAsync("/readyz")).Expect(200).Text);
    }

    [Fact]
    public async Task Calls_WhileTheStorageOfTheirSandboxFails_AreAskedToComeBackAndThenWork()
    {
        using var user = _server!.NewUser();
        using var other = _server.NewUser();
        var us = await user.DefineAsync("us", SandboxUser.InTheUs);
        using (_server.BreakLog(user.SandboxId))
        {
            foreach (var response in new[]
            {
                await user.Api.GetAsync("~/segment/jobs"),
                await user.Api.GetAsync($"~/segment/definitions/{us}"),
                await user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission([us])),
            })
            {
                Assert.Equal("5", response.ExpectError("SEG-GEN010-503").Headers["Retry-After"]);
                Assert.True(response.Errors()[0].GetProperty("retryable").GetBoolean());
                Assert.DoesNotContain("   at ", response.Text);
                Assert.DoesNotContain("Exception", response.Text);
            }

            var ready = (await user.Api.GetAsync("/readyz")).Expect(503);
            Assert.Equal("5", ready.Headers["Retry-After"]);
            Assert.Equal("""{"status":"unavailable","checks":{"cluster":"ok","sandboxes":"unavailable","storage":"ok"}}""", ready.Text);
            (await user.Api.GetAsync("/healthz")).Expect(200);
            (await other.Api.GetAsync("~/segment/jobs")).Expect(200);
        }

        Assert.Equal(us, (await user.Api.GetAsync($"~/segment/definitions/{us}")).Expect(200).Json.GetProperty("id").GetString());
        await user.SubmitAsync(us);
        (await user.Api.GetAsync("/readyz")).Expect(200);
    }
}
