namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Deleted values leave the files too: a checkpoint after a removal has no byte that nothing points to.</content>
public sealed partial class PartitionProfiles
{
    private bool _hasErasedContent;

    /// <summary>Gets whether content was removed since the last checkpoint was made: the next one writes anew whatever may hold some of it.</summary>
    public bool HasErasedContent => _hasErasedContent;

    // Which of the dead bytes belonged to what was removed is not known: older versions of it were replaced long ago. So all of them go.
    private void ScrubContent()
    {
        if (!_hasErasedContent) return;
        _hasErasedContent = false;
        _content.Seal();
        var chosen = _content.Segments.Where(static segment => segment.LiveBytes < segment.Length).ToHashSet();
        if (chosen.Any(static segment => segment.File is null)) // memory is written as one range of addresses
            chosen.UnionWith(_content.Segments.Where(static segment => segment.File is null));
        RewriteSegments(chosen);
        foreach (var segment in chosen.Where(static segment => segment.File is null)) _content.Remove(segment);
        foreach (var view in _views) view.DropDeadRows();
        _index = IndexState.Empty; // blocks of older files, overridden since, still have the rows of what was removed
    }
}
