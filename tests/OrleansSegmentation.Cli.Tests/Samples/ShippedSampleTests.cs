using OrleansSegmentation.Cli.Samples;
using OrleansSegmentation.Profiles.Generation;

namespace OrleansSegmentation.Cli.Tests.Samples;

public sealed class ShippedSampleTests
{
    [Fact]
    public void ShippedSample_IsWhatTheGeneratorWrites()
    {
        using var generated = new MemoryStream();
        new SampleProfileGenerator(SampleCommand.ShippedSeed).WriteRecords(generated, 0, SampleCommand.ShippedProfiles, SampleCommand.Now);

        Assert.True(
            generated.GetBuffer().AsSpan(0, (int)generated.Length).SequenceEqual(File.ReadAllBytes(SampleCommand.ShippedPath)),
            "samples/data/profiles.ndjson is out of date; write it anew with: dotnet run -c Release --project src/OrleansSegmentation.Cli -- sample --file samples/data/profiles.ndjson");
    }
}
