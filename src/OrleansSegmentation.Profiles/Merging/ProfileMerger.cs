using System.Text;
using System.Text.Json;
using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Merging;

/// <summary>Makes one row of a merged view from everything known of a cluster.</summary>
/// <remarks>
/// A row has the merged attributes, <c>identityMap</c> with all identities (namespaces by name, in each the primary ones first, then by
/// value) and, if there are events, <c>xEvent</c>; a mark per namespace, in lower case, says that the profile has an identity there. Equal
/// input gives equal rows, whatever its order. Not thread-safe.
/// </remarks>
internal sealed class ProfileMerger(MergeRules rules)
{
    private readonly FragmentOrder _fragmentOrder = new(rules);

    /// <summary>Appends the row; <paramref name="input"/> is left in the order of precedence.</summary>
    public void AppendRow(ColumnChunkBuilder builder, MergeInput input)
    {
        builder.BeginRow();
        _fragmentOrder.Arrange(input.Fragments);
        if (input.Fragments.Count == 1) AttributeLayers.WriteFields(builder, input.Fragments[0].Content.Span);
        else if (input.Fragments.Count > 1) AttributeLayers.WriteMergedFields(builder, input.Fragments);
        WriteIdentities(builder, input.Identities);
        WriteEvents(builder, input.Events);
        builder.EndRow();
    }

    private static void WriteIdentities(ColumnChunkBuilder builder, List<MergeIdentity> identities)
    {
        identities.Sort(static (left, right) =>
        {
            var byNamespace = string.CompareOrdinal(left.Namespace, right.Namespace);
            if (byNamespace != 0) return byNamespace;
            var byPrimary = right.IsPrimary.CompareTo(left.IsPrimary);
            return byPrimary != 0 ? byPrimary : left.Value.Span.SequenceCompareTo(right.Value.Span);
        });

        builder.PropertyName("identityMap"u8);
        builder.StartObject();
        for (var start = 0; start < identities.Count;)
        {
            var end = start + 1;
            var speller = start;
            for (; end < identities.Count && identities[end].Namespace == identities[start].Namespace; end++)
            {
                if (identities[end].SpelledBy.CompareTo(identities[speller].SpelledBy) > 0) speller = end;
            }

            builder.Mark(identities[start].Namespace);
            builder.PropertyName(Encoding.UTF8.GetBytes(identities[speller].NamespaceAsSpelled));
            builder.StartList();
            for (; start < end; start++) WriteIdentity(builder, identities[start]);
            builder.EndList();
        }

        builder.EndObject();
    }

    private static void WriteIdentity(ColumnChunkBuilder builder, MergeIdentity identity)
    {
        builder.StartObject();
        builder.PropertyName("id"u8);
        builder.String(identity.Value.Span);
        if (identity.IsPrimary)
        {
            builder.PropertyName("primary"u8);
            builder.Boolean(true);
        }

        builder.EndObject();
    }

    private static void WriteEvents(ColumnChunkBuilder builder, List<MergeEvent> events)
    {
        if (events.Count == 0) return;
        events.Sort(EventOrder.Instance);
        builder.PropertyName("xEvent"u8);
        builder.StartList();
        foreach (var item in events)
        {
            var reader = new Utf8JsonReader(item.Content.Span, new JsonReaderOptions { MaxDepth = ValueScanner.MaxLevels });
            reader.Read();
            builder.CopyValue(ref reader);
        }

        builder.EndList();
    }
}
