using System.Reflection;

namespace OrleansSegmentation.Architecture.Tests;

/// <summary>What each part must never see: checked on the compiled assemblies, so that no transitive package slips in.</summary>
public sealed class AssemblyReferenceTests
{
    private static readonly string[] Web = ["Microsoft.AspNetCore."];
    private static readonly string[] Actors = ["Orleans.", "Microsoft.Orleans."];
    private static readonly string[] Azure = ["Azure."];

    [Theory]
    [InlineData("Pql")]
    [InlineData("Columnar")]
    [InlineData("Evaluation")]
    [InlineData("Profiles")]
    public void Engine_ReferencesNeitherActorsNorWebNorAzure(string project) => AssertFree(project, [.. Web, .. Actors, .. Azure]);

    [Theory]
    [InlineData("Contracts")]
    [InlineData("Client")]
    [InlineData("Grains")]
    [InlineData("Storage")]
    public void Cluster_ReferencesNeitherWebNorAzure(string project) => AssertFree(project, [.. Web, .. Azure]);

    [Fact]
    public void AzureStorage_KnowsBytesAndNotWhatTheyMean() => AssertFree(
        "AzureStorage",
        [.. Web, "OrleansSegmentation.Columnar", "OrleansSegmentation.Pql", "OrleansSegmentation.Evaluation", "OrleansSegmentation.Profiles", "OrleansSegmentation.Grains"]);

    [Theory]
    [InlineData("Rest")]
    [InlineData("SiloHost")]
    public void Azure_IsSeenByNobodyElse(string project) => AssertFree(project, Azure);

    [Theory]
    [InlineData("Rest")]
    [InlineData("Client")]
    [InlineData("Contracts")]
    public void Front_ReferencesNoEngine(string project) => AssertFree(
        project,
        ["OrleansSegmentation.Grains", "OrleansSegmentation.Evaluation", "OrleansSegmentation.Pql", "OrleansSegmentation.Profiles",
            "OrleansSegmentation.Storage", "OrleansSegmentation.Columnar"]);

    private static void AssertFree(string project, string[] forbidden)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"OrleansSegmentation.{project}.dll");
        var references = Assembly.LoadFrom(path).GetReferencedAssemblies().Select(static name => name.Name!);

        Assert.DoesNotContain(
            references,
            reference => forbidden.Any(prefix => reference.StartsWith(prefix, StringComparison.Ordinal)));
    }
}
