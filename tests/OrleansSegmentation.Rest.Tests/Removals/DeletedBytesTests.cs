using System.Text;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Removals;

/// <summary>What was deleted is in no file any more, once checkpoints were written and the log was trimmed.</summary>
public sealed class DeletedBytesTests
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Segmentation:Upkeep:QuietTime"] = "00:00:00.200",
        ["Segmentation:Upkeep:MinQuietInterval"] = "00:00:00",
        ["Segmentation:Upkeep:Interval"] = "00:00:01",
    };

    [Fact]
    public async Task Delete_AProfileAndADataset_NoFileOfTheSandboxHoldsTheirValues()
    {
        await using var server = await ClusterServer.StartAsync(Settings);
        using var user = server.NewUser();
        await user.IngestAsync(SandboxUser.TenProfiles);
        await user.IngestAsync("""{"identityMap":{"crmid":[{"id":"90"}],"Email":[{"id":"vanishing.person@example.com"}]},"nickname":"vanishing-attribute"}""");
        await user.IngestAsync("""{"identityMap":{"crmid":[{"id":"90"}]},"nickname":"vanishing-attribute-again"}"""); // the version before lies dead in a file
        await user.IngestAsync("""{"datasetId":"doomed","entity":{"identityMap":{"crmid":[{"id":"91"}]},"nickname":"doomed-attribute"}}""");
        var id = await user.DefineAsync("all", "true");
        await user.RunAsync(id);
        await WaitUntilAsync(server, () => AnyFileHolds(server, "part", "vanishing.person") && AnyFileHolds(server, "part", "doomed-attribute"));

        (await user.Api.DeleteAsync("~/access/entities?schema.name=_xdm.context.profile&entityId=90&entityIdNS=crmid")).Expect(202);
        (await user.Api.PostAsync("~/system/jobs", """{"dataSetId":"doomed"}""")).Expect(200);

        await WaitUntilAsync(server, () => !AnyFileHolds(server, "", "vanishing") && !AnyFileHolds(server, "", "doomed-attribute"));
        await WaitUntilAsync(server, () => AnyFileHolds(server, "part", "a@example.com"));
        Assert.Equal(10, (await user.RunAsync(id)).GetProperty("metrics").GetProperty("segmentedProfileCounter").GetProperty(id).GetInt32());
    }

    private static bool AnyFileHolds(ClusterServer server, string folder, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetFileName(file) != "lock") // it is empty, and locked
            .Where(file => folder.Length == 0 || file.Contains($"{Path.DirectorySeparatorChar}{folder}{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Any(file => Read(file).AsSpan().IndexOf(bytes) >= 0);
    }

    private static byte[] Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var buffer = new MemoryStream();
            stream.CopyTo(buffer);
            return buffer.ToArray();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return []; // deleted while it was looked for
        }
    }

    private static Task WaitUntilAsync(ClusterServer server, Func<bool> condition) => server.WaitUntilAsync(() => Holds(condition), TimeSpan.FromMinutes(3));

    private static bool Holds(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (IOException)
        {
            return false; // a file is being written: when that is done is another change
        }
    }
}
