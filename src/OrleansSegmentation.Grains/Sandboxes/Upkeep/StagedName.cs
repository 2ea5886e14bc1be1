using System.Globalization;
using System.Text;

namespace OrleansSegmentation.Grains.Sandboxes.Upkeep;

/// <summary>The name of a file that log entries refer to: <c>staged/{term}/{id}</c>, or <c>staged/{term}/upload-{id}</c> when an ingest worker made it.</summary>
/// <param name="Term">The only writer that may commit an entry naming it.</param>
/// <param name="IsUpload">Whether an ingest worker made it, which may be anywhere between making and handing in.</param>
internal readonly record struct StagedName(long Term, bool IsUpload)
{
    /// <summary>What all names start with.</summary>
    public const string Folder = "staged/";

    private const string Upload = "upload-";

    /// <summary>Returns a new name for an upload.</summary>
    /// <param name="term">The term of the writer it will be handed to.</param>
    public static string NewUpload(long term) => string.Create(CultureInfo.InvariantCulture, $"{Folder}{term}/{Upload}{Guid.NewGuid():N}");

    /// <summary>Reads a name; null when it is none.</summary>
    public static StagedName? Parse(string name)
    {
        if (!name.StartsWith(Folder, StringComparison.Ordinal)) return null;
        var parts = name.Split('/');
        if (parts.Length != 3) return null;
        if (long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var term))
            return new StagedName(term, parts[2].StartsWith(Upload, StringComparison.Ordinal));
        return parts[1] == "ingest" ? new StagedName(0, IsUpload: true) : null; // the first version's uploads: no writer takes them any more
    }

    /// <summary>Finds all names in the JSON of an entry or a snapshot, whatever kind of item names them.</summary>
    public static IReadOnlyList<string> FindAll(ReadOnlySpan<byte> json)
    {
        var start = "\"staged/"u8;
        List<string>? names = null;
        for (var found = json.IndexOf(start); found >= 0; found = json.IndexOf(start))
        {
            json = json[(found + 1)..];
            var end = json.IndexOf((byte)'"');
            if (end < 0) break;
            (names ??= []).Add(Encoding.UTF8.GetString(json[..end]));
            json = json[end..];
        }

        return names ?? [];
    }
}
