using System.Text.Json.Nodes;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansSegmentation.Cli.Demo;

/// <summary>Posts the job and shows how it runs.</summary>
internal sealed class DemoJob(IAnsiConsole console, DemoApi api, IReadOnlyList<DemoAudience> audiences)
{
    private const int BarWidth = 40;
    private static readonly TimeSpan PollingInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs the job over all audiences; returns its final document.</summary>
    public async Task<JsonNode> RunAsync(CancellationToken cancellationToken)
    {
        var body = new JsonArray([.. audiences.Select(static audience => new JsonObject { ["segmentId"] = audience.Id })]);
        var job = await api.PostAsync("/segment/jobs", body, cancellationToken);
        var id = (string)job["id"]!;
        console.MarkupLineInterpolated($"Job [blue]{id}[/] posted: {(string)job["status"]!}");

        if (!console.Profile.Capabilities.Interactive) return await WatchAsync(id, static (_, _) => { }, cancellationToken);

        JsonNode? final = null;
        await console.Live(new Text("")).StartAsync(async live =>
            final = await WatchAsync(id, (current, diagnostics) => live.UpdateTarget(Draw(current, diagnostics)), cancellationToken));
        return final!;
    }

    private async Task<JsonNode> WatchAsync(string id, Action<JsonNode, JsonNode> show, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollingInterval);
        while (true)
        {
            var job = await api.GetAsync($"/segment/jobs/{id}", cancellationToken);
            show(job, await api.GetAsync($"/segment/jobs/{id}/diagnostics", cancellationToken));
            if ((string?)job["status"] is "SUCCEEDED" or "FAILED" or "CANCELLED") return job;
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private Rows Draw(JsonNode job, JsonNode diagnostics)
    {
        var partitions = diagnostics["partitions"]!;
        var total = (int)partitions["total"]!;
        var completed = (int)partitions["completed"]!;
        var rows = new List<IRenderable>
        {
            new Markup($"[bold]{(string)job["status"]!}[/]  {(long)diagnostics["profilesEvaluated"]!:N0} profiles evaluated"),
            new Markup($"{Bar(total == 0 ? 0 : (double)completed / total)} {completed} of {total} partitions, {(int)partitions["running"]!} running"),
        };

        foreach (var partition in diagnostics["partitionProgress"]?.AsArray() ?? [])
        {
            var evaluated = (long)partition!["profilesEvaluated"]!;
            var all = (long)partition["profilesTotal"]!;
            var isCompleted = (string?)partition["status"] == "completed";
            rows.Add(new Markup($"{Bar(isCompleted ? 1 : all == 0 ? 0 : (double)evaluated / all)} {evaluated,10:N0}  partition {(int)partition["partition"]!}, {(string)partition["status"]!}"));
        }

        var profiles = (long?)job["metrics"]!["totalProfiles"] ?? 0;
        var counters = job["metrics"]!["segmentedProfileCounter"];
        foreach (var audience in audiences)
        {
            var members = (long?)counters?[audience.Id] ?? 0;
            rows.Add(new Markup($"{Bar(profiles == 0 ? 0 : (double)members / profiles)} {members,10:N0}  {Markup.Escape(audience.Name)}"));
        }

        return new Rows(rows);
    }

    private static string Bar(double share)
    {
        var filled = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        return $"[green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]";
    }
}
