namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>A command that waits for its entry.</summary>
internal abstract class PendingCommand
{
    /// <summary>Decides the command and adds its items.</summary>
    /// <returns>False when it needs an entry of its own; then it stays first in line.</returns>
    public abstract bool TryDecide(EntryDraft draft);

    /// <summary>Answers from the committed state.</summary>
    public abstract void Complete(SandboxState state);

    /// <summary>Answers that the outcome is not known.</summary>
    public abstract void Fail(Exception exception);
}

/// <inheritdoc />
/// <typeparam name="T">The answer.</typeparam>
/// <param name="decide">The command.</param>
internal sealed class PendingCommand<T>(Decide<T> decide) : PendingCommand
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<SandboxState, T>? _answerOf;

    public Task<T> Answer => _answer.Task;

    /// <inheritdoc />
    public override bool TryDecide(EntryDraft draft)
    {
        try
        {
            var decision = decide(draft.State, draft.Stamp);
            if (!draft.CanAdd(decision.Items)) return false;
            draft.Add(decision.Items);
            _answerOf = decision.Answer;
        }
        catch (Exception exception)
        {
            // A fault of one command is no fault of its neighbours: it adds nothing and is answered by what went wrong.
            _answer.TrySetException(exception);
        }

        return true;
    }

    /// <inheritdoc />
    public override void Complete(SandboxState state)
    {
        if (_answerOf is null) return;
        try
        {
            _answer.TrySetResult(_answerOf(state));
        }
        catch (Exception exception)
        {
            _answer.TrySetException(exception);
        }
    }

    /// <inheritdoc />
    public override void Fail(Exception exception) => _answer.TrySetException(exception);
}
