using System.Collections;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>The calls that one asynchronous render made of the host, in order, with their results.</summary>
/// <remarks>
/// A render that reaches a call whose result is not there yet is left, and is repeated from its start when it is. The repetition takes the results from here, so each call is made once.
/// Nodes need no asynchronous twins for it, and a render without such calls runs as fast as a synchronous one.
/// </remarks>
internal sealed class CallJournal(TimeProvider time)
{
    private readonly List<Entry> _entries = [];
    private int _next;
    private DateTimeOffset? _now;

    /// <summary>The same time in every repetition.</summary>
    internal DateTimeOffset LocalNow => _now ??= time.GetLocalNow();

    internal void Restart() => _next = 0;

    /// <summary>Takes the result of a call from an earlier run, or opens an entry for it.</summary>
    /// <param name="function">What is called. Another one than before means that the host's values have changed in between.</param>
    /// <param name="entry">The entry of the call.</param>
    /// <returns>Whether the result is there.</returns>
    internal bool TryReplay(object function, out Entry entry)
    {
        if (_next == _entries.Count)
        {
            _entries.Add(new(function));
        }

        entry = _entries[_next++];
        if (!ReferenceEquals(entry.Function, function))
        {
            throw RuntimeFault.Runtime("The values of the render changed while it waited for an asynchronous function.");
        }

        if (!entry.IsDone)
        {
            return false;
        }

        // The calls that were made inside this one are not made again.
        _next = entry.After;
        entry.Fault?.Throw();
        return true;
    }

    /// <summary>Notes the result of a call.</summary>
    internal void Complete(Entry entry, object? result)
    {
        entry.Result = IsLazy(result) ? ((IEnumerable)result!).Cast<object?>().ToList() : result;
        (entry.IsDone, entry.After) = (true, _next);
    }

    /// <summary>Notes the result of a call that was waited for: the first calls of the next repetition come after it.</summary>
    internal async Task CompleteAsync(Entry entry, Task<object?> task, TimeSpan most, CancellationToken cancellationToken)
    {
        try
        {
            Complete(entry, await task.WaitAsync(most, time, cancellationToken).ConfigureAwait(false));
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Fail(entry, RuntimeFault.Limit($"An asynchronous function took longer than MaxAsyncWait = {most}."));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Fail(entry, exception);
        }
    }

    private void Fail(Entry entry, Exception exception)
    {
        entry.Fault = ExceptionDispatchInfo.Capture(exception);
        (entry.IsDone, entry.After) = (true, _next);
    }

    // What can be walked only once, or is computed while it is walked.
    private static bool IsLazy(object? result) => result is IEnumerable and not (string or ICollection or JsonNode or IReadOnlyCollection<object?>
        or IReadOnlyDictionary<string, object?> or IDictionary<string, object?> or IGrouping<object, object>);

    /// <summary>One call.</summary>
    internal sealed class Entry(object function)
    {
        internal object Function => function;

        internal object? Result { get; set; }

        internal ExceptionDispatchInfo? Fault { get; set; }

        internal bool IsDone { get; set; }

        /// <summary>The number of entries when the call returned.</summary>
        internal int After { get; set; }
    }
}
