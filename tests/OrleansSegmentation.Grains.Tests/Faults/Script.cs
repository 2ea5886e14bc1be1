using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Contracts.Removals;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Tests.Sandboxes;
using static OrleansSegmentation.Grains.Tests.Faults.ScriptBatch;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>One step of a script. It may be done again until it succeeds; then the client has its answer.</summary>
internal sealed record ScriptStep(string Name, Func<ServiceProcess, Task> RunAsync);

/// <summary>What clients do, in order: every kind of write of the service is in it.</summary>
internal sealed partial class Script
{
    private const int LongNote = 70_000; // more than goes into an entry
    private const string Rich = "rich";
    private const string RichHere = "rich here";

    private readonly Expectations _expected = new();
    private readonly List<ScriptStep> _steps = [];

    private Script()
    {
    }

    public Expectations Expected => _expected;

    public IReadOnlyList<ScriptStep> Steps => _steps;

    /// <summary>Gets a batch for a process that takes over: it joins whatever is there.</summary>
    public ScriptBatch Interloper { get; } = Of(Record(900, "crm", "x1 c1", 51), Record(901, "web", "x2", 5, "US"));

    /// <summary>Gets a batch for a process that was taken over: nobody may take it.</summary>
    public ScriptBatch Late { get; } = Of(Record(950, "crm", "y1 c3", 99, "US"));

    /// <summary>Gets a batch for after the script.</summary>
    public ScriptBatch Last { get; } = Of(Record(960, "crm", "c9 x2", 61));

    /// <summary>Makes the script that meets a fault at every place.</summary>
    public static Script Full()
    {
        var script = new Script();
        var mistake = Of(Record(50, "mistake", "c10 c3", 30, "US"), Record(51, "mistake", "c11 c12", 95), Record(52, "mistake", "c7 c9", 1));
        var beforePublish = Of(Record(20, "crm", "c5 c6"), Record(21, "web", "c4 c2", 70));
        script.Step("create the sandbox", process => process.EnsureAsync());
        script.Ingest("ingest into new profiles", Of(
            Record(1, "crm", "c1", 50, "US"), Record(2, "crm", "c2", 60, "DE"), Record(3, "web", "c3", 10, "US"), Record(4, "crm", "c4", 20, "US")));
        script.Define(Rich, "loyalty.points >= 50");
        script.Define(RichHere, $"inSegment(\"{{{Rich}}}\") and workAddress.country = \"US\"");
        script.Run("first", Rich, RichHere);
        script.Step("become small", static process => process.StayQuietAsync());
        script.Ingest("ingest what is staged, and join", Of(
            Record(10, "crm", "c5", 55, "US", LongNote), Record(11, "crm", "c6", 5, "US", LongNote + 1_000), Record(12, "web", "c7", 80, "FR"), Record(13, "web", "c1 c3")));
        script.Submit("second", Rich, RichHere);
        script.Submit("queued", Rich);
        script.Cancel("cancel what waits", "queued");
        script.Step("try to become small while a job runs", static process => process.StayQuietAsync());
        script.Step("run, with joins before the publication", async process =>
        {
            process.BeforePublish = () => script.IngestAsync(process, beforePublish);
            await process.FinishJobsAsync();
        });
        script.Submit("stopped", RichHere);
        script.Step("cancel what runs", async process =>
        {
            process.Actors.BeforeEvaluate = partition => partition == 1 ? script.CancelAsync(process, "stopped") : Task.CompletedTask;
            await process.FinishJobsAsync();
        });
        script.Step("change the merge policy", ChangePolicyAsync);
        script.Together("ingest two batches at a time", Of(Record(30, "web", "c1", 10), Record(31, "crm", "c8", 90, "US"), Record(33, "crm", "c5", 55, "US"), Record(34, "crm", "c6", 5, "US")), Of(Record(32, "web", "c7 c8", 20)));
        script.Submit("third", Rich, RichHere);
        script.Submit("third again", Rich);
        script.Step("run two, and become small before each publication", async process =>
        {
            process.BeforePublish = process.StayQuietAsync; // what the first one published is in no checkpoint yet
            await process.FinishJobsAsync();
        });
        script.Step("become small again", static process => process.StayQuietAsync());
        script.Step("delete a definition", script.DeleteRichHereAsync);
        script.Ingest("ingest after the deletion", Of(Record(40, "crm", "c1 c2", 45), Record(41, "crm", "c9", 77)));
        script.Run("fourth", Rich);
        script.Ingest("ingest what will go", mistake);
        script.Step("delete a batch", process => RemoveAsync(process, null, mistake.Id));
        script.Ingest("ingest another dataset", Of(Record(60, "rented", "c9 c13", 88), Record(61, "rented", "c14", 91)));
        script.RemoveProfile("delete a profile", "c1");
        script.Step("delete a dataset", process => RemoveAsync(process, "rented", null));
        script.Run("fifth", Rich);
        script.Step("become small in the end", static process => process.StayQuietAsync());
        return script;
    }

    /// <summary>Sends a batch until it is acknowledged.</summary>
    public async Task IngestAsync(ServiceProcess process, ScriptBatch batch)
    {
        _expected.Send(batch);
        await process.IngestAsync(batch);
        _expected.Acknowledged.Add(batch.Id);
    }

    private void Step(string name, Func<ServiceProcess, Task> run) => _steps.Add(new ScriptStep(name, async process =>
    {
        process.BeforePublish = static () => Task.CompletedTask;
        process.Actors.BeforeEvaluate = static _ => Task.CompletedTask;
        await run(process);
        await process.FollowAsync();
    }));

    private void Ingest(string name, ScriptBatch batch) => Step(name, process => IngestAsync(process, batch));

    private void Together(string name, params ScriptBatch[] batches) =>
        Step(name, process => Task.WhenAll(batches.Select(batch => IngestAsync(process, batch)).ToList()));

    private void Define(string name, string expression)
    {
        _expected.Segments.Add((name, expression));
        Step($"define {name}", async process =>
        {
            // A client that was not answered looks whether the definition is there.
            if (SegmentOf(process, name) is null)
                await process.CallAsync(async () => ServiceProcess.Accepted(await process.Definitions.CreateAsync(OpenSandbox.Draft(name, Resolve(process, expression)))));
            _expected.Defined.Add(name);
        });
    }

    private void Submit(string name, params string[] segments) => Step($"submit job {name}", async process =>
    {
        var submission = new JobSubmission([.. segments.Select(segment => SegmentOf(process, segment)!.Value.ToString())], "request", name, "hash");
        var submitted = await process.CallAsync(async () => ServiceProcess.Accepted(await process.Jobs.SubmitAsync(submission, CancellationToken.None)));
        var isKnown = _expected.Jobs.TryGetValue(name, out var known);
        Assert.True(!isKnown || known == submitted.Job.Id, $"job {name} was accepted twice");
        _expected.Jobs[name] = submitted.Job.Id;
    });

    private void Run(string name, params string[] segments)
    {
        Submit(name, segments);
        Step($"run job {name}", static process => process.FinishJobsAsync());
    }

    private void Cancel(string step, string job) => Step(step, process => CancelAsync(process, job));

    private async Task CancelAsync(ServiceProcess process, string name)
    {
        var job = _expected.Jobs[name];
        if (process.State.Jobs.Find(job) is not { IsFinal: true }) // else an earlier try took effect
            Assert.True(await process.CallAsync(() => process.Jobs.DeleteAsync(job, Guid.NewGuid())));
        _expected.Cancelled.Add(job);
    }

    private static Task ChangePolicyAsync(ServiceProcess process)
    {
        var draft = new MergePolicyDraft(
            "by dataset", SchemaReference.ProfileName, new IdentityGraphDocument("pdg"), new AttributeMergeDocument("dataSetPrecedence", ["crm", "web"]), null, true);
        return process.CallAsync(async () => ServiceProcess.Accepted(
            await process.Pump.RunAsync(MergePolicyDecisions.Replace(process.State.MergePolicies.DefaultId, draft))));
    }

    private async Task DeleteRichHereAsync(ServiceProcess process)
    {
        _expected.Deleting.Add(RichHere);
        if (SegmentOf(process, RichHere) is { } id)
            await process.CallAsync(async () => ServiceProcess.Accepted(await process.Definitions.DeleteAsync(id)));
        _expected.Deleted.Add(RichHere);
    }

    private static async Task RemoveAsync(ServiceProcess process, string? dataset, Guid? batchId)
    {
        // A client that was not answered looks whether its job is there.
        if (!process.State.Removals.Jobs.Exists(job => job.Item.DataSetId == dataset && job.Item.BatchId == batchId))
        {
            var request = new SystemJobRequest(dataset, batchId?.ToString());
            await process.CallAsync(async () => ServiceProcess.Accepted(await process.Removals.CreateJobAsync(request)));
        }

        await process.Removals.Running;
        Assert.True(process.IsOver || process.State.Removals.NextActive is null, "the system job does not end");
        await process.SettleAsync();
    }

    private void RemoveProfile(string step, string identity)
    {
        var requestId = Guid.NewGuid();
        Step(step, process =>
        {
            _expected.Removals[requestId] = identity;
            var removal = new EntityRemoval(new EntityReference(identity, ScriptBatch.Namespace), requestId);
            return process.CallAsync(async () => ServiceProcess.Accepted(await process.Removals.DeleteEntityAsync(removal)));
        });
    }

    private static Guid? SegmentOf(ServiceProcess process, string name) =>
        process.State.Definitions.OldestFirst.FirstOrDefault(definition => definition.Name == name)?.Id;

    // An expression names other segments by their names in braces.
    private static string Resolve(ServiceProcess process, string expression)
    {
        foreach (var definition in process.State.Definitions.OldestFirst)
            expression = expression.Replace($"{{{definition.Name}}}", definition.Id.ToString(), StringComparison.Ordinal);
        return expression;
    }
}
