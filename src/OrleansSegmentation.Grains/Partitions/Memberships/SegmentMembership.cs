namespace OrleansSegmentation.Grains.Partitions.Memberships;

/// <summary>Who is a member of one segment in one partition, and who was until lately. Immutable once shared.</summary>
internal sealed class SegmentMembership
{
    /// <summary>Gets the graph mode whose numbers these are: <c>pdg</c> or <c>none</c>.</summary>
    public required string IdentityGraph { get; init; }

    /// <summary>Gets the evaluation instant of the job that was published last, ms since 1970.</summary>
    public required long QualifiedAtMs { get; init; }

    /// <summary>Gets the members.</summary>
    public required NumberSet Realized { get; init; }

    /// <summary>Gets the former members by number, each with the time it was first found gone, ms since 1970. Never a member.</summary>
    public required Dictionary<int, long> Exited { get; init; }

    /// <summary>Gets or sets how many members were lost to joins since the job that was published last read its state.</summary>
    public long Absorbed { get; set; }

    /// <summary>Gets or sets how many members were lost to deletions since then.</summary>
    public long Deleted { get; set; }

    /// <summary>Returns what is known about one number, or null.</summary>
    public MembershipRecord? Find(Guid segmentId, int number) =>
        Realized.Contains(number) ? new MembershipRecord(segmentId, null)
        : Exited.TryGetValue(number, out var exitedAtMs) ? new MembershipRecord(segmentId, exitedAtMs)
        : null;

    /// <summary>Joins a record of another cluster into a number: none &lt; exited &lt; realized, and of two exits the later counts.</summary>
    public void Join(int number, MembershipRecord record)
    {
        if (record.IsRealized)
        {
            if (Realized.Contains(number)) Absorbed++; // two members became one
            Realized.Add(number);
            Exited.Remove(number);
        }
        else if (!Realized.Contains(number))
        {
            Exited[number] = Math.Max(record.ExitedAtMs!.Value, Exited.GetValueOrDefault(number, long.MinValue));
        }
    }

    /// <summary>Forgets a number whose profile was deleted.</summary>
    public void Delete(int number)
    {
        if (Realized.Contains(number)) Deleted++;
        Remove(number);
    }

    /// <summary>Forgets a number.</summary>
    public void Remove(int number)
    {
        Realized.Remove(number);
        Exited.Remove(number);
    }

    /// <summary>Returns a copy that can be changed on its own.</summary>
    public SegmentMembership Copy() => new()
    {
        IdentityGraph = IdentityGraph,
        QualifiedAtMs = QualifiedAtMs,
        Realized = Realized.Copy(),
        Exited = new Dictionary<int, long>(Exited),
        Absorbed = Absorbed,
        Deleted = Deleted,
    };
}

/// <summary>What a segment knows about one profile.</summary>
/// <param name="SegmentId">The segment.</param>
/// <param name="ExitedAtMs">Null: a member. Otherwise a former member, and when it was first found gone.</param>
internal readonly record struct MembershipRecord(Guid SegmentId, long? ExitedAtMs)
{
    /// <summary>Gets whether the profile is a member.</summary>
    public bool IsRealized => ExitedAtMs is null;
}
