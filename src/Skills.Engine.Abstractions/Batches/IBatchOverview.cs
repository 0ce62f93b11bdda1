using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>Lists and controls batch runs, for dashboards. <c>AddSkillBatches</c> of the package Skills.Engine.Batches registers one. Implementations are thread-safe.</summary>
public interface IBatchOverview
{
    /// <summary>Returns the newest runs, the newest first.</summary>
    /// <param name="limit">The most runs; at least 1.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<IReadOnlyList<BatchSummary>> ListAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Returns one run; null when there is none with this id.</summary>
    /// <param name="id">The id of the run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<BatchSummary?> FindAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Yields one run with rate and remaining time, now, after each interval, and when it is no longer running.</summary>
    /// <param name="id">The id of a run that exists.</param>
    /// <param name="interval">The interval, more than zero.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    IAsyncEnumerable<BatchSummary> WatchAsync(string id, TimeSpan interval, CancellationToken cancellationToken = default);

    /// <summary>Pauses, resumes, cancels or deletes a run.</summary>
    /// <param name="id">The id of the run.</param>
    /// <param name="action">The action.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <returns>Null when it is done; otherwise a sentence that says why not, without content.</returns>
    ValueTask<string?> ControlAsync(string id, BatchAction action, CancellationToken cancellationToken = default);
}

/// <summary>What a person does with a batch run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchAction>))]
public enum BatchAction
{
    /// <summary>Starts no further item. What is under way is finished.</summary>
    Pause,

    /// <summary>Goes on with a run that is paused or stopped.</summary>
    Resume,

    /// <summary>Ends the run for good. Its results are kept.</summary>
    Cancel,

    /// <summary>Deletes a run that is not running, with its items and results. A run that does not exist is deleted already.</summary>
    Delete,
}
