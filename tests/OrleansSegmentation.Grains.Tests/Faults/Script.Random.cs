using static OrleansSegmentation.Grains.Tests.Faults.ScriptBatch;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <content>Scripts by chance.</content>
internal sealed partial class Script
{
    private const int RandomSteps = 14;
    private const int IdentityCount = 16;

    private static readonly string?[] Countries = ["US", "DE", null];

    /// <summary>Makes a script of steps by chance; equal seeds give equal scripts.</summary>
    public static Script ByChance(int seed)
    {
        var random = new Random(seed);
        var script = new Script();
        var removable = new List<(ScriptBatch Batch, string Dataset)>();
        var order = 0;
        script.Step("create the sandbox", process => process.EnsureAsync());
        script.Define(Rich, "loyalty.points >= 50");
        script.Define(RichHere, $"inSegment(\"{{{Rich}}}\") and workAddress.country = \"US\"");
        for (var step = 0; step < RandomSteps; step++)
        {
            var name = $"{step}";
            switch (random.Next(9))
            {
                case <= 2:
                    script.Ingest($"ingest {step}", Next(random.Next(2) == 0 ? "crm" : "web"));
                    break;
                case 3:
                    removable.Add((Next($"removable{step}"), $"removable{step}"));
                    script.Ingest($"ingest {step}", removable[^1].Batch);
                    break;
                case 4 when removable.Count > 0:
                    var (batch, dataset) = removable[random.Next(removable.Count)];
                    removable.RemoveAll(other => other.Dataset == dataset);
                    var isByBatch = random.Next(2) == 0;
                    script.Step($"delete {dataset}", process => RemoveAsync(process, isByBatch ? null : dataset, isByBatch ? batch.Id : null));
                    break;
                case 5:
                    script.Step($"become small {step}", static process => process.StayQuietAsync());
                    break;
                case 6:
                    script.Submit(name, Rich, RichHere);
                    script.Submit(name + " queued", RichHere);
                    script.Cancel($"cancel {step}", name + (random.Next(2) == 0 ? " queued" : ""));
                    script.Step($"finish {step}", static process => process.FinishJobsAsync());
                    break;
                case 7:
                    var between = Next("crm");
                    script.Submit(name, Rich, RichHere);
                    script.Step($"run {step} with records before the publication", async process =>
                    {
                        process.BeforePublish = () => script.IngestAsync(process, between);
                        await process.FinishJobsAsync();
                    });
                    break;
                default:
                    script.Together($"ingest two {step}", Next("crm"), Next("web"));
                    break;
            }
        }

        script.Run("last", Rich, RichHere);
        return script;

        // Distinct primary identities: within a batch no record replaces another.
        ScriptBatch Next(string dataset)
        {
            var primaries = Enumerable.Range(0, IdentityCount).OrderBy(_ => random.Next()).Take(random.Next(1, 5)).ToList();
            return Of([.. primaries.Select(primary => Record(
                order++, dataset, random.Next(3) == 0 ? $"c{primary} c{(primary + random.Next(1, IdentityCount)) % IdentityCount}" : $"c{primary}",
                random.Next(100), Countries[random.Next(Countries.Length)], random.Next(12) == 0 ? LongNote : 0))]);
        }
    }
}
