using System.Text.Json.Serialization;
using OrleansSegmentation.Contracts.Sandboxes;

namespace OrleansSegmentation.Rest.Sandboxes;

/// <summary>A sandbox as its own endpoint shows it.</summary>
internal sealed record SandboxModel(
    Guid Id, string Name, string Title, string State, string Type, string Region, bool IsDefault, [property: JsonPropertyName("eTag")] int ETag,
    string CreatedDate, string LastModifiedDate, string CreatedBy, string ModifiedBy)
{
    // Settings have neither an author nor a date; a constant says so, where the time of the start would change with every restart.
    private const string NoDate = "1970-01-01 00:00:00";
    private const string Author = "system";

    public static SandboxModel Of(SandboxDescriptor sandbox) => new(
        sandbox.SandboxId, sandbox.Name, sandbox.Title, "active", sandbox.Type, "LOCAL", sandbox.IsDefault, 1, NoDate, NoDate, Author, Author);
}

/// <summary>A page of sandboxes.</summary>
internal sealed record SandboxListModel(
    IReadOnlyList<SandboxModel> Sandboxes, [property: JsonPropertyName("_page")] SandboxPage Page,
    [property: JsonPropertyName("_links")] SandboxLinks Links);

/// <summary>What the page holds.</summary>
internal sealed record SandboxPage(int Limit, int Count);

/// <summary>The links of the page.</summary>
internal sealed record SandboxLinks(SandboxPageLink Page);

/// <summary>Where other pages are: a URI template.</summary>
internal sealed record SandboxPageLink(string Href, bool Templated);
