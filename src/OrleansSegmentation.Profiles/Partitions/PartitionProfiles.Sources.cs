using System.Text.Json;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Where the values of single profiles came from.</content>
public sealed partial class PartitionProfiles
{
    /// <summary>Tells which dataset each value of a merged profile came from.</summary>
    /// <param name="number">The profile's number in the policy's identity graph.</param>
    /// <param name="policy">The policy.</param>
    /// <returns>
    /// A JSON object in UTF-8 that follows the profile down to where one dataset supplied everything: there it has the dataset as a string.
    /// <c>xEvent</c> is a list of datasets; identities are absent.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such profile.</exception>
    public byte[] ReadSources(int number, MergePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        RequireLive(policy.Graph, number);
        var input = new MergeInput();
        Fill(input, policy.Graph, number);
        new FragmentOrder(policy.Rules).Arrange(input.Fragments);
        input.Events.Sort(EventOrder.Instance);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) ValueSources.Write(writer, input.Fragments, input.Events);
        return stream.ToArray();
    }
}
