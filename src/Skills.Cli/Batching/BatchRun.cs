using System.Globalization;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Batching;

/// <summary>Runs a skill for rows of inputs, several at a time. A canceled run keeps what was finished.</summary>
internal sealed class BatchRun(SkillExecutionEngine engine, Skill skill, SkillExecutionContext context, BatchLog log, decimal? maxCost)
{
    private readonly Lock _gate = new();
    private Cost _cost = Cost.Zero;
    private int _succeeded;
    private int _failed;
    private int _skipped;
    private string? _stopped;

    /// <summary>Runs the rows.</summary>
    /// <param name="rows">The rows, read as they are needed.</param>
    /// <param name="parallel">Rows at the same time.</param>
    /// <param name="show">Shows how far it is.</param>
    /// <param name="cancellationToken">Ends the run. What was finished is kept.</param>
    public async Task<BatchCounts> RunAsync(IEnumerable<Row> rows, int parallel, Action<string> show, CancellationToken cancellationToken)
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(rows.TakeWhile(_ => MayGoOn()), options, async (row, token) =>
            {
                await RunAsync(row, token).ConfigureAwait(false);
                show(string.Create(CultureInfo.InvariantCulture, $"{_succeeded} succeeded, {_failed} failed"));
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller sees its own token. The counts are still wanted.
        }

        return new(_succeeded, _failed, _skipped, _cost, _stopped);
    }

    private async Task RunAsync(Row row, CancellationToken cancellationToken)
    {
        if (log.IsDone(row.Number))
        {
            Interlocked.Increment(ref _skipped);
            return;
        }

        var result = await engine.ExecuteAsync(skill, row.Inputs, context, cancellationToken).ConfigureAwait(false);
        await log.WriteAsync(row.Number, result).ConfigureAwait(false);
        lock (_gate)
        {
            _cost += result.Cost;
            _ = result.IsSuccess ? _succeeded++ : _failed++;
        }
    }

    // An unknown cost may be any amount, so a budget cannot be kept with it.
    private bool MayGoOn()
    {
        lock (_gate)
        {
            if (maxCost is { } most && _stopped is null)
            {
                _stopped = _cost.Usd is not { } spent ? "A line has an unknown cost, so the budget cannot be kept. Give the model a price, or run without --max-cost."
                    : spent >= most ? $"The budget of {Money.Text(most)} is used: {Money.Text(spent)} spent. Run the same command again with a higher --max-cost to go on."
                    : null;
            }

            return _stopped is null;
        }
    }
}
