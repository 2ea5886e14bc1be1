using Microsoft.Extensions.Options;
using OrleansSegmentation.Rest.Auth;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Auth;

public sealed class StartUpSettingsTests
{
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    public async Task Start_DevelopmentModeOnAWideAddress_StopsWithAMessageThatNamesAddressAndSetting(string url)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => FrontServer.StartAsync(url: url));
        Assert.Contains(url, exception.Message);
        Assert.Contains("Segmentation:Auth:AllowDevelopmentOffLoopback=true", exception.Message);
    }

    [Fact]
    public async Task Start_DevelopmentModeOnAWideAddressWithPermission_Listens()
    {
        await using var server = await FrontServer.StartAsync(
            new Dictionary<string, string?> { ["Segmentation:Auth:AllowDevelopmentOffLoopback"] = "true" }, "http://0.0.0.0:0");
        Assert.NotEqual(0, server.Address.Port);
    }

    [Theory]
    [InlineData("http://localhost:5000", true)]
    [InlineData("https://127.0.0.1:5000/", true)]
    [InlineData("http://127.8.9.1", true)]
    [InlineData("http://[::1]:5000", true)]
    [InlineData("http://unix:/tmp/x.sock", true)]
    [InlineData("http://+:5000", false)]
    [InlineData("http://example.org:80", false)]
    [InlineData("http://10.0.0.1:80", false)]
    [InlineData("http://[2001:db8::1]:80", false)]
    [InlineData("http://localhost.example.org", false)]
    public void Address_IsLoopback_OnlyIfNoOtherMachineReachesIt(string address, bool expected) =>
        Assert.Equal(expected, ListenerAddresses.IsLoopback(address));

    [Theory]
    [InlineData("Segmentation:Auth:Mode", "Static", "Segmentation:Auth:Tokens")]
    [InlineData("Segmentation:Auth:Mode", "Jwt", "Issuer and Audience")]
    [InlineData("Segmentation:Auth:Organizations:0:Sandboxes:0:Name", "Bad Name", "Organizations:0:Id")]
    [InlineData("Segmentation:Auth:Mode", "Foo", "Segmentation:Auth:Mode")]
    [InlineData("Segmentation:Sandbox:RequireHeader", "perhaps", "Segmentation:Sandbox:RequireHeader")]
    [InlineData("Segmentation:Http:MaxBodyBytes", "many", "Segmentation:Http:MaxBodyBytes")]
    [InlineData("Segmentation:Http:MaxBodyBytes", "1", "MaxBodyBytes")]
    [InlineData("Segmentation:Ingest:MaxBodyBytes", "1", "MaxBodyBytes")]
    public async Task Start_WithAWrongSetting_StopsAndNamesIt(string setting, string value, string expected)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => FrontServer.StartAsync(new Dictionary<string, string?> { [setting] = value }));
        Assert.Contains(expected, exception.Message);
    }
}
