namespace OrleansSegmentation.SiloHost.Tests;

/// <summary>Tests whose servers need all cores for a while run one after the other: side by side each would only be slower.</summary>
[CollectionDefinition(Name)]
public sealed class BusyServers
{
    public const string Name = "busy servers";
}
