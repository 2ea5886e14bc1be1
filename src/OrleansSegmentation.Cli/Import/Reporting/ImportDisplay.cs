using System.Globalization;
using Spectre.Console;

namespace OrleansSegmentation.Cli.Import.Reporting;

/// <summary>Shows how far an import is: a bar that moves in a terminal, a line now and then elsewhere.</summary>
internal sealed class ImportDisplay(IAnsiConsole console, ImportMeter meter, TimeProvider clock)
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Shows the progress of a running import until it ends.</summary>
    /// <param name="import">The import; what it throws is thrown here.</param>
    public async Task FollowAsync(Task import)
    {
        var start = clock.GetTimestamp();
        var startShare = meter.Share;
        if (console.Profile.Capabilities.Interactive) await FollowWithBarAsync(import, start, startShare);
        else await FollowAsync(import, LineInterval, () => console.Profile.Out.Writer.WriteLine(Describe(start, startShare)));
        await import;
    }

    private Task FollowWithBarAsync(Task import, long start, double startShare) => console.Progress()
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(progress =>
        {
            var bar = progress.AddTask("", maxValue: 1);
            return FollowAsync(import, BarInterval, () =>
            {
                bar.Value = meter.Share;
                bar.Description = Markup.Escape(Describe(start, startShare));
            });
        });

    private async Task FollowAsync(Task import, TimeSpan interval, Action show)
    {
        using var timer = new PeriodicTimer(interval, clock);
        while (true)
        {
            var tick = timer.WaitForNextTickAsync().AsTask();
            if (await Task.WhenAny(import, tick) == import) return;
            show();
        }
    }

    private string Describe(long start, double startShare)
    {
        var elapsed = clock.GetElapsedTime(start);
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        var done = meter.Share - startShare;
        var left = done <= 0 ? "" : $", {elapsed * ((1 - meter.Share) / done):d\\.hh\\:mm\\:ss} left".Replace(" 0.", " ", StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{meter.Share:P1}, {meter.Accepted:N0} records, {meter.Accepted / seconds:N0} records/s, {meter.SentBytes / seconds / 1e6:0.0} MB/s{left}{Rejected()}{Waiting()}");
    }

    private string Rejected() => meter.Rejected == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {meter.Rejected:N0} rejected");

    private string Waiting() => meter.LastProblem is { } problem ? $"; trying again: {problem}" : "";
}
