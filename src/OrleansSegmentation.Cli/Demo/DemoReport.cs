using System.Text.Json.Nodes;
using Spectre.Console;

namespace OrleansSegmentation.Cli.Demo;

/// <summary>The counts of the finished job as a small table.</summary>
internal static class DemoReport
{
    /// <summary>Writes the table.</summary>
    public static void Write(IAnsiConsole console, JsonNode job, IReadOnlyList<DemoAudience> audiences)
    {
        var metrics = job["metrics"]!;
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("Audience").AddColumn(new TableColumn("Profiles").RightAligned()).AddColumn("By namespace");
        foreach (var audience in audiences)
        {
            var members = (long?)metrics["segmentedProfileCounter"]?[audience.Id];
            var namespaces = metrics["segmentedProfileByNamespaceCounter"]?[audience.Id]?.AsObject()
                .Select(static pair => $"{pair.Key} {(long)pair.Value!:N0}") ?? [];
            table.AddRow(Markup.Escape(audience.Name), members?.ToString("N0", null) ?? "-", Markup.Escape(string.Join(", ", namespaces)));
        }

        console.Write(table);
        var milliseconds = (long?)metrics["totalTime"]?["totalTimeInMs"];
        console.MarkupLineInterpolated(
            $"{(string)job["status"]!}: {(long?)metrics["totalProfiles"] ?? 0:N0} profiles (over all merge policies) in {milliseconds ?? 0:N0} ms.");
    }
}
