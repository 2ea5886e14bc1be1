using System.Text.Json;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Tests.Records;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

/// <summary>A partition that got the state of another one at once, without its history.</summary>
internal static class FreshPartition
{
    // A cluster is imported into one that has one of its identities already; what that one had before is not part of the state: a row of a
    // list of identities, a link and its batch.
    private const int SeedBytes = 64 + 24;

    // What a cluster without fragments and events has to get nevertheless.
    private const int EmptyFragmentBytes = 64 + 2;

    /// <summary>Returns how many bytes the files of a checkpoint have when the same profiles are written for the first time.</summary>
    public static long MeasureFiles(PartitionProfiles profiles, IReadOnlyList<MergePolicy> policies)
    {
        var clusters = Enumerable.Range(0, profiles.NextRow).Where(profiles.IsLive).ToArray();
        var sandbox = new TestSandbox(1);
        long seedBytes = SeedBytes * clusters.Length;
        var route = sandbox.Ingest([.. clusters.Select(cluster => SeedOf(profiles, cluster, ref seedBytes))]);
        for (var i = 0; i < clusters.Length; i++) sandbox.Partitions[0].ImportCluster(route.GetCluster(i).Number, profiles.ExportCluster(clusters[i]), profiles.Epoch);
        var files = new MemoryFiles();
        foreach (var policy in policies) _ = sandbox.View(0, policy);
        files.Write(sandbox.Partitions[0].Prepare("fresh"));
        return files.Contents.Values.Sum(static file => (long)file.Length) - seedBytes;
    }

    // The oldest version of a fragment or an event that the cluster has: the one of the cluster replaces it.
    private static string SeedOf(PartitionProfiles profiles, int cluster, ref long seedBytes)
    {
        var primary = profiles.GetPrimaries(cluster)[0];
        var input = new MergeInput();
        profiles.Fill(input, IdentityGraph.None, primary.Number);
        var identity = input.Identities.Single(static identity => identity.IsPrimary);
        var map = $$"""{"{{identity.NamespaceAsSpelled}}":[{"id":{{JsonSerializer.Serialize(RecordReading.Text(identity.Value))}}}]}""";
        if (input.Fragments.Count > 0)
            return $$$"""{"datasetId":"{{{input.Fragments[0].Dataset}}}","timestamp":"1970-01-02T00:00:00Z","entity":{"identityMap":{{{map}}}}}""";
        if (input.Events.Count == 0)
        {
            seedBytes += EmptyFragmentBytes;
            return "{\"identityMap\":" + map + "}";
        }

        var id = JsonDocument.Parse(input.Events[0].Content).RootElement.GetProperty("_id").GetString();
        return $$$"""{"datasetId":"{{{input.Events[0].Dataset}}}","entity":{"_id":"{{{id}}}","timestamp":"1970-01-02T00:00:00Z","identityMap":{{{map}}}}}""";
    }
}
