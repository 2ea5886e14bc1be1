using System.Text.Json;
using OrleansSegmentation.Cli.Samples;
using OrleansSegmentation.Profiles.Generation;

namespace OrleansSegmentation.Cli.Tests.Import;

/// <summary>What an interruption costs: nothing but the time to send the last few requests again.</summary>
[Collection(ImportServer.Collection)]
public sealed class ImportResumeTests(ImportServer server) : IDisposable
{
    private const int RequestBytes = 64 << 10;
    private const int Profiles = 1_000;
    private static readonly string[] Audiences = ["workAddress.country = \"US\"", "loyalty.tier = \"gold\"", "xEvent[eventType = \"commerce.purchases\"].count() >= 2"];

    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Import_InterruptedTwiceWithLostAnswers_EndsWithTheCountsOfOneGo(int inFlight)
    {
        var file = WriteSample();
        var whole = ImportServer.NewOrganization();
        var undisturbed = new TestTransport();
        var inOneGo = await ImportTerminal.RunAsync(undisturbed, Arguments(file, whole));
        Assert.Equal((0, ""), (inOneGo.ExitCode, inOneGo.Error));

        var pieces = ImportServer.NewOrganization();
        foreach (var lastRequest in (int[])[5, 9])
        {
            // The request arrives and is committed, but its answer is lost, and so is everything after it.
            var transport = new TestTransport(async (number, send) =>
            {
                if (number > lastRequest) throw new HttpRequestException("The line is dead.");
                var response = await send();
                return number == lastRequest ? throw new HttpRequestException("The answer is lost.") : response;
            });
            var interrupted = await ImportTerminal.RunAsync(transport, [.. Arguments(file, pieces, inFlight), "--give-up-after", "0"]);
            Assert.Equal(3, interrupted.ExitCode);
            Assert.Contains("The same command goes on", interrupted.Error, StringComparison.Ordinal);
            Assert.Contains("sample.ndjson.import-state", _folder.Names);
        }

        var rest = new TestTransport();
        var resumed = await ImportTerminal.RunAsync(rest, Arguments(file, pieces, inFlight));

        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains($"{Lines(file):N0} records imported, 0 rejected, earlier runs included", resumed.Output, StringComparison.Ordinal);
        Assert.Equal("sample.ndjson", Assert.Single(_folder.Names));
        // One at a time, all but the lost answers were booked; of several at a time, the first may have been the one that was not.
        Assert.InRange(rest.Requests, inFlight == 1 ? undisturbed.Requests - 4 - 8 : 1, inFlight == 1 ? undisturbed.Requests - 4 - 8 : undisturbed.Requests);
        Assert.Equal(await server.CountAsync(whole, Audiences), await server.CountAsync(pieces, Audiences), SameCounts);
    }

    [Fact]
    public async Task Import_ServerBusyAndConnectionsLost_WaitsAndEndsComplete()
    {
        var file = WriteSample();
        var organization = ImportServer.NewOrganization();
        var transport = new TestTransport(async (number, send) => (number % 4) switch
        {
            0 => throw new HttpRequestException("Connection reset."),
            2 => new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable) { Content = new StringContent("""{"title":"Starting."}""") },
            _ => await send(),
        });

        var result = await ImportTerminal.RunAsync(transport, [.. Arguments(file, organization), "--output", "json"]);

        Assert.Equal(0, result.ExitCode);
        using var summary = JsonDocument.Parse(result.Output);
        Assert.Equal("complete", summary.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(Lines(file), summary.RootElement.GetProperty("accepted").GetInt64());
        Assert.True(summary.RootElement.GetProperty("retries").GetInt32() > 0);
    }

    [Fact]
    public async Task Import_RecordsWithoutTimeArrivingInAnotherOrder_KeepsTheLastOfTheFile()
    {
        var lines = Enumerable.Range(0, 40).Select(static version => Record("1", $"\"version\":{version},\"padding\":\"{new string('x', 600)}\""));
        var file = _folder.Write("versions.ndjson", string.Join('\n', lines));
        var organization = ImportServer.NewOrganization();
        var others = new TaskCompletionSource();
        var arrived = 0;
        // The first request waits for two others, so it is the last of the first ones to be committed.
        var transport = new TestTransport(async (number, send) =>
        {
            if (number == 1) await others.Task;
            var response = await send();
            if (Interlocked.Increment(ref arrived) == 2) others.TrySetResult();
            return response;
        });

        var result = await ImportTerminal.RunAsync(transport, file, "--url", server.Address, "--org", organization, "--request-bytes", "2048", "--in-flight", "3");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal((1, [1]), await server.CountAsync(organization, "version = 39"), SameCounts);
    }

    [Theory]
    [InlineData("--dataset other --request-bytes 65536", "--dataset was not given")]
    [InlineData("--request-bytes 4096", "--request-bytes was 65536")]
    [InlineData("--sandbox other --request-bytes 65536", "--sandbox was prod")]
    public async Task Import_GoingOnWithOtherOptions_IsRefused(string options, string difference)
    {
        var file = WriteSample();
        var organization = ImportServer.NewOrganization();
        await InterruptAsync(file, organization);

        var result = await ImportTerminal.RunAsync([file, "--url", server.Address, "--org", organization, .. options.Split(' ')]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(difference, result.Error, StringComparison.Ordinal);
        Assert.Contains("--restart", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_GoingOnWithAChangedFile_IsRefusedUntilItIsBegunAnew()
    {
        var file = WriteSample();
        var organization = ImportServer.NewOrganization();
        await InterruptAsync(file, organization);
        File.AppendAllText(file, Record("new", "\"a\":1"));

        var refused = await ImportTerminal.RunAsync(Arguments(file, organization));
        var again = await ImportTerminal.RunAsync([.. Arguments(file, organization), "--restart"]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("changed since", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, again.ExitCode);
    }

    [Fact]
    public async Task Import_GoingOnAtAnotherAddress_NeedsToBeTold()
    {
        var file = WriteSample();
        var organization = ImportServer.NewOrganization();
        await InterruptAsync(file, organization);
        string[] moved = [file, "--url", server.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), "--org", organization, "--request-bytes", $"{RequestBytes}"];

        var refused = await ImportTerminal.RunAsync(moved);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--moved", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await ImportTerminal.RunAsync([.. moved, "--moved"])).ExitCode);
    }

    [Fact]
    public async Task Import_RefusedBeforeAnythingWasTaken_CanBeTriedWithOtherOptions()
    {
        var file = WriteSample();
        var forbidden = new TestTransport(static (_, _) => Task.FromResult(
            new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden) { Content = new StringContent("""{"error_code":"403025","message":"Profile is not valid"}""") }));

        var refused = await ImportTerminal.RunAsync(forbidden, Arguments(file, "wrong@TestOrg"));
        var right = await ImportTerminal.RunAsync(Arguments(file, ImportServer.NewOrganization()));

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("403: 403025 Profile is not valid. --token, --api-key and --org", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, right.ExitCode);
    }

    private static string Record(string id, string attributes) => $$"""{"identityMap":{"crmid":[{"id":"{{id}}"}]},{{attributes}}}""";

    private static int Lines(string file) => File.ReadLines(file).Count();

    private static bool SameCounts((long Profiles, long[] Members) left, (long Profiles, long[] Members) right) =>
        left.Profiles == right.Profiles && left.Members.SequenceEqual(right.Members);

    private string[] Arguments(string file, string organization, int inFlight = 3) =>
        [file, "--url", server.Address, "--org", organization, "--request-bytes", $"{RequestBytes}", "--in-flight", $"{inFlight}"];

    private async Task InterruptAsync(string file, string organization)
    {
        var transport = new TestTransport(static (number, send) => number > 4 ? throw new HttpRequestException("The line is dead.") : send());
        Assert.Equal(3, (await ImportTerminal.RunAsync(transport, [.. Arguments(file, organization, inFlight: 1), "--give-up-after", "0"])).ExitCode);
    }

    private string WriteSample()
    {
        using var output = File.Create(_folder.PathOf("sample.ndjson"));
        new SampleProfileGenerator(SampleCommand.ShippedSeed).WriteRecords(output, 0, Profiles, SampleCommand.Now);
        return output.Name;
    }
}
