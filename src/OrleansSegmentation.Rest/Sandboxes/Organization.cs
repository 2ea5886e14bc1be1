using OrleansSegmentation.Contracts.Sandboxes;

namespace OrleansSegmentation.Rest.Sandboxes;

/// <summary>An organisation with its sandboxes, at least one.</summary>
internal sealed class Organization
{
    public Organization(string id, IReadOnlyList<SandboxDescriptor> sandboxes)
    {
        Id = id;
        Sandboxes = sandboxes;
        Default = sandboxes.FirstOrDefault(static sandbox => sandbox.IsDefault) ?? sandboxes[0];
    }

    public string Id { get; }

    public IReadOnlyList<SandboxDescriptor> Sandboxes { get; }

    public SandboxDescriptor Default { get; }

    public SandboxDescriptor? FindByName(string name) =>
        Sandboxes.FirstOrDefault(sandbox => string.Equals(sandbox.Name, name, StringComparison.Ordinal));

    public SandboxDescriptor? FindById(string id) =>
        Guid.TryParseExact(id, "D", out var parsed) ? Sandboxes.FirstOrDefault(sandbox => sandbox.SandboxId == parsed) : null;
}
