using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace OrleansSegmentation.Cli.Demo;

/// <summary>One run of the demo, step by step.</summary>
internal sealed class DemoRun(IAnsiConsole console, DemoSettings settings)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Runs the demo; 0 when the job succeeded, 1 otherwise.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        console.MarkupLine("[bold]OrleansSegmentation demo[/]: records in, audiences defined, one segment job, exact counts out.");
        try
        {
            await using var server = await DemoServer.StartAsync(cancellationToken);
            console.MarkupLineInterpolated($"Server started in this process: [blue]{server.Address}[/]");
            using var api = new DemoApi(server.Address);

            await new DemoIngest(console, api, settings).RunAsync(cancellationToken);
            var audiences = await DemoAudiences.CreateAsync(api, cancellationToken);
            console.MarkupLineInterpolated($"{audiences.Count} audiences defined under two merge policies.");

            var job = await new DemoJob(console, api, audiences).RunAsync(cancellationToken);
            console.WriteLine();
            console.WriteLine("The job, as GET /segment/jobs/{id} returns it:");
            console.Profile.Out.Writer.WriteLine(job.ToJsonString(Indented)); // unwrapped, so that it can be piped into other tools
            DemoReport.Write(console, job, audiences);
            WriteNextSteps(server.Address, (string)job["id"]!);

            if (settings.KeepRunning)
            {
                console.MarkupLine("The server keeps running. [grey]Ctrl+C stops it and removes its data.[/]");
                await server.WaitForShutdownAsync(cancellationToken);
            }

            return (string?)job["status"] == "SUCCEEDED" ? 0 : 1;
        }
        catch (DemoFailedException exception)
        {
            console.MarkupLineInterpolated($"[red]The demo stopped.[/] {exception.Message}");
            return 1;
        }
    }

    private void WriteNextSteps(Uri address, string jobId)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"Base address of the API: [blue]{address}data/core/ups[/]");
        if (!settings.KeepRunning)
        {
            console.MarkupLine("[grey]The server ends with this demo; --keep leaves it running.[/]");
            return;
        }

        var headers = string.Join(' ', DemoApi.Headers.Select(static header => $"-H '{header.Name}: {header.Value}'"));
        console.Profile.Out.Writer.WriteLine($"  curl -H 'Authorization: Bearer demo' {headers} {address}data/core/ups/segment/jobs/{jobId}");
    }
}
