using System.Text.Json;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Merging;

/// <summary>The order of events in a profile: timestamp, dataset id, <c>_id</c>; texts by the bytes of their UTF-8.</summary>
internal sealed class EventOrder : IComparer<MergeEvent>
{
    public static readonly EventOrder Instance = new();

    /// <inheritdoc />
    public int Compare(MergeEvent x, MergeEvent y)
    {
        var byTime = x.TimestampMs.CompareTo(y.TimestampMs);
        if (byTime != 0) return byTime;
        var byDataset = string.CompareOrdinal(x.Dataset, y.Dataset);
        return byDataset != 0 ? byDataset : IdOf(x.Content.Span).SequenceCompareTo(IdOf(y.Content.Span));
    }

    /// <summary>Returns the <c>_id</c> of an event in UTF-8; empty when it has none.</summary>
    public static ReadOnlySpan<byte> IdOf(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = ValueScanner.MaxLevels });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("_id"u8);
            reader.Read();
            if (!isId)
            {
                reader.Skip();
                continue;
            }

            return reader.ValueIsEscaped
                ? EscapedText.Unescape(content[(int)reader.TokenStartIndex..(int)reader.BytesConsumed])
                : content.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        }

        return default;
    }
}
