using System.CommandLine;
using OrleansSegmentation.Benchmarks.Identity;
using OrleansSegmentation.Benchmarks.Language;
using OrleansSegmentation.Benchmarks.Merging;
using OrleansSegmentation.Benchmarks.Product;

return await new RootCommand("Figures of the product. Run nothing else meanwhile.")
{
    LanguageBenchmark.BuildCommand(),
    JobBenchmark.BuildCommand(),
    IngestBenchmark.BuildCommand(),
    IngestCallBenchmark.BuildCommand(),
    HttpBenchmark.BuildCommand(),
    IdentityBenchmark.BuildCommand(),
    RemergeBenchmark.BuildCommand(),
}.Parse(args).InvokeAsync();
