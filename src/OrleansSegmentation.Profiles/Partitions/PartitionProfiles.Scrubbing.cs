namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Deleted values leave the files too: a checkpoint after a removal has no byte that nothing points to.</content>
public sealed partial class PartitionProfiles
{
    private bool _hasErasedContent;

    /// <summary>Gets whether content was removed since the last checkpoint was made: the next one writes anew whatever may hold some of it.</summary>
    public bool HasErasedContent => _hasErasedContent;

    // Which of the dead rows belonged to what was removed is not known: older versions of it were replaced long ago. So all of them go.
    private void DropDeadViewRows()
    {
        foreach (var view in _views)
        {
            if (_hasErasedContent) view.DropDeadRows();
            else view.DropSparsePieces();
        }

        if (_hasErasedContent) _index = IndexState.Empty; // blocks of older files, overridden since, still have the rows of what was removed
        _hasErasedContent = false;
    }
}
