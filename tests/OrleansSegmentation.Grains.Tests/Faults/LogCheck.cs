using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>Reads a whole log with rules of its own and checks what must hold in every log.</summary>
internal static class LogCheck
{
    /// <summary>Checks a log against what clients were told.</summary>
    public static void Check(IReadOnlyList<SandboxLogEntry> stored, Expectations expected)
    {
        for (var i = 0; i < stored.Count; i++)
        {
            Assert.Equal(i + 1, stored[i].Epoch);
            if (i == 0) continue;
            Assert.True(stored[i].TimeMs > stored[i - 1].TimeMs, $"log time does not rise at epoch {i + 1}");
            Assert.True(stored[i].Term >= stored[i - 1].Term, $"a writer that was replaced committed epoch {i + 1}");
        }

        var entries = stored.Select(LogEntryJson.Decode).ToList();
        CheckBatches(entries, expected);
        CheckNumbers(entries);
        CheckJobs(entries, expected);
    }

    private static void CheckBatches(List<LogEntry> entries, Expectations expected)
    {
        var batches = entries.SelectMany(static entry => entry.Items).OfType<BatchItem>().Select(static batch => batch.Receipt.BatchId).ToList();
        Assert.Equal(batches.Count, batches.Distinct().Count());
        Assert.Empty(expected.Acknowledged.Except(batches));
        Assert.Empty(expected.Forbidden.Intersect(batches));
    }

    // A number never changes meaning and is never given out twice.
    private static void CheckNumbers(List<LogEntry> entries)
    {
        IReadOnlyList<int> next = [];
        var retired = new HashSet<ClusterRef>();
        foreach (var item in entries.SelectMany(static entry => entry.Items))
        {
            if (item is RemoveItem { NextNumbers: var numbers })
            {
                Assert.All(numbers.Zip(next), static pair => Assert.True(pair.First >= pair.Second, "numbers fall"));
                next = numbers;
            }

            if (item is not BatchItem batch) continue;
            for (var partition = 0; partition < next.Count; partition++) Assert.True(batch.NextNumbers[partition] >= next[partition], "numbers fall");
            foreach (var move in batch.Moves)
            {
                Assert.True(next[move.Loser.Partition] > move.Loser.Number && next[move.Winner.Partition] > move.Winner.Number, $"{move} names clusters that are not there");
                Assert.DoesNotContain(move.Winner, retired);
                Assert.True(retired.Add(move.Loser), $"{move.Loser} was retired twice");
            }

            next = batch.NextNumbers;
        }
    }

    private static void CheckJobs(List<LogEntry> entries, Expectations expected)
    {
        var jobs = new Dictionary<Guid, Job>();
        (long TimeMs, Guid Id) lastStarted = default;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var published = new Dictionary<Guid, long>();
        foreach (var entry in entries)
        {
            Assert.True(entry.Items.SkipWhile(static item => item.ChangesData).All(static item => !item.ChangesData), $"data items lead entry {entry.Epoch}");
            foreach (var item in entry.Items)
            {
                switch (item)
                {
                    case AcceptItem accept:
                        Assert.True(names.Add(accept.IdempotencyKey!), $"{accept.IdempotencyKey} was accepted twice");
                        jobs.Add(accept.JobId, new Job(accept, entry.TimeMs));
                        break;
                    case QueueItem queue:
                        jobs[queue.JobId].Go(SegmentJobStatus.Queued, SegmentJobStatus.New);
                        break;
                    case StartItem start:
                        var job = jobs[start.JobId];
                        job.Go(SegmentJobStatus.Processing, SegmentJobStatus.New, SegmentJobStatus.Queued);
                        job.StartEpoch = entry.Epoch;
                        Assert.True(job.CreatedMs < entry.TimeMs, "a job starts in a later entry than it is accepted");
                        Assert.True(lastStarted.CompareTo((job.CreatedMs, start.JobId)) < 0, "jobs start in the order in which they came");
                        lastStarted = (job.CreatedMs, start.JobId);
                        Assert.True(jobs.Values.Count(static other => other.HoldsSlot) == 1, "one job runs at a time");
                        break;
                    case AttachItem attach:
                        Assert.True(jobs[attach.JobId].HoldsSlot, "only a running job has a runner");
                        jobs[attach.JobId].Run++;
                        break;
                    case BeginItem begin:
                        Assert.Equal((SegmentJobStatus.Processing, begin.Run), (jobs[begin.JobId].Status, jobs[begin.JobId].Run));
                        break;
                    case CancelItem cancel:
                        jobs[cancel.JobId].Go(SegmentJobStatus.Cancelling, SegmentJobStatus.New, SegmentJobStatus.Queued, SegmentJobStatus.Processing);
                        break;
                    case EndItem end:
                        jobs[end.JobId].Go(SegmentJobStatus.Cancelled, SegmentJobStatus.Cancelling);
                        break;
                    case FailItem fail:
                        Assert.Fail($"job {jobs[fail.JobId].Accepted.IdempotencyKey} failed: {fail.Error}");
                        break;
                    case PublishItem publish:
                        CheckPublication(jobs[publish.JobId], publish, published);
                        break;
                }
            }
        }

        foreach (var (name, id) in expected.Jobs) Assert.Equal(name, jobs[id].Accepted.IdempotencyKey);
        Assert.DoesNotContain(expected.Cancelled, id => jobs[id].Status is not (SegmentJobStatus.Cancelling or SegmentJobStatus.Cancelled));
    }

    private static void CheckPublication(Job job, PublishItem publish, Dictionary<Guid, long> published)
    {
        Assert.Equal((job.Run, job.StartEpoch), (publish.Run, publish.StartEpoch));
        job.Go(SegmentJobStatus.Succeeded, SegmentJobStatus.Processing);
        foreach (var segment in publish.Result.Segments)
        {
            Assert.Equal(segment.Realized, segment.Carried + segment.Entered - segment.Left);
            Assert.Equal(segment.Carried, published.GetValueOrDefault(segment.SegmentId) - segment.Absorbed - segment.Deleted);
        }

        foreach (var id in publish.SegmentIds) published[id] = publish.Result.Segments.Single(segment => segment.SegmentId == id).Realized;
    }

    private sealed class Job(AcceptItem accepted, long createdMs)
    {
        public AcceptItem Accepted => accepted;

        public long CreatedMs => createdMs;

        public SegmentJobStatus Status { get; private set; } = SegmentJobStatus.New;

        public long StartEpoch { get; set; }

        public int Run { get; set; }

        public bool HoldsSlot => Status == SegmentJobStatus.Processing || (Status == SegmentJobStatus.Cancelling && StartEpoch > 0);

        public void Go(SegmentJobStatus to, params SegmentJobStatus[] from)
        {
            Assert.True(from.Contains(Status), $"job {accepted.IdempotencyKey} goes from {Status} to {to}");
            Status = to;
        }
    }
}
