using System.Collections.Immutable;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Jobs;

namespace OrleansSegmentation.Grains.Listing;

/// <summary>All jobs of a sandbox at one moment, newest first, ready to be filtered on any thread.</summary>
/// <param name="jobs">The jobs.</param>
/// <param name="documents">Builds their documents.</param>
internal sealed class JobIndex(ImmutableDictionary<Guid, JobRecord> jobs, JobDocuments documents)
{
    private JobRecord[]? _newestFirst;

    /// <summary>Tells whether the index still shows these jobs.</summary>
    public bool Shows(ImmutableDictionary<Guid, JobRecord> current) => ReferenceEquals(jobs, current);

    /// <summary>Returns one page.</summary>
    /// <param name="query">What to list.</param>
    /// <param name="displays">Newest counts of running jobs.</param>
    /// <exception cref="ArgumentException">A sort path is none of those allowed.</exception>
    public JobPage List(JobListQuery query, IReadOnlyDictionary<Guid, RunDisplay> displays)
    {
        SegmentJobDocument DocumentOf(JobRecord job) => documents.Of(job, displays.GetValueOrDefault(job.Id));
        var statuses = query.Statuses.ToHashSet();
        var filters = query.Filters.Select(filter => DocumentFilter.Compile(JobDocumentPaths.Paths, filter)).ToArray();
        var candidates = NewestFirst().Where(job => statuses.Count == 0 || statuses.Contains(job.Status));

        if (filters.Length == 0 && query.Sort.Count == 0)
        {
            var matching = statuses.Count == 0 ? NewestFirst() : candidates.ToArray();
            return new JobPage(matching.Length, [.. matching.Skip(query.Start).Take(query.Limit).Select(DocumentOf)]);
        }

        var matches = candidates.Select(DocumentOf).Where(job => Array.TrueForAll(filters, matches => matches(job))).ToArray();
        if (query.Sort.Count > 0) matches = new DocumentOrder<SegmentJobDocument>(JobDocumentPaths.Paths, query.Sort, job => job.Id).Sort(matches);
        return new JobPage(matches.Length, [.. matches.Skip(query.Start).Take(query.Limit)]);
    }

    // Two threads may both build it; either result is right.
    private JobRecord[] NewestFirst() =>
        _newestFirst ??= [.. jobs.Values.OrderByDescending(job => job.CreationTimeMs).ThenBy(job => job.Id)];
}
