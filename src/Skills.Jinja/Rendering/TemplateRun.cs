using System.Text.Json;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>Runs one template, and keeps an idle state between runs.</summary>
internal sealed class TemplateRun(CompiledTemplate template)
{
    private TemplateState? _idle;

    internal TResult Run<TResult>(
        IReadOnlyDictionary<string, object?>? host, JsonElement json, List<Range>? spans, Func<TextBuffer, TResult> result, CancellationToken cancellationToken)
    {
        var state = Interlocked.Exchange(ref _idle, null) ?? new(template.Environment);
        try
        {
            return Once(state, host, json, spans, result, state.Limits.MaxSteps, cancellationToken);
        }
        finally
        {
            state.Finish();
            _idle = state;
        }
    }

    /// <summary>Runs until a run reaches its end without waiting. All runs share the steps, the templates and the results of calls.</summary>
    internal async Task<string> RunAsync(IReadOnlyDictionary<string, object?>? host, JsonElement json, CancellationToken cancellationToken)
    {
        var state = Interlocked.Exchange(ref _idle, null) ?? new(template.Environment);
        var journal = new CallJournal(state.Options.TimeProvider);
        var templates = new Dictionary<string, CompiledTemplate?>();
        var steps = state.Limits.MaxSteps;
        while (true)
        {
            SuspendedException waiting;
            try
            {
                journal.Restart();
                state.Share(templates, journal);
                return Once(state, host, json, null, static output => output.ToString(), steps, cancellationToken);
            }
            catch (SuspendedException suspended)
            {
                waiting = suspended;
            }
            finally
            {
                // Otherwise each wait would give a template a new account.
                steps = state.StepsLeft;
                state.Finish();
            }

            await waiting.WaitAsync(state.Limits.MaxAsyncWait, cancellationToken).ConfigureAwait(false);
        }
    }

    private TResult Once<TResult>(
        TemplateState state, IReadOnlyDictionary<string, object?>? host, JsonElement json, List<Range>? spans, Func<TextBuffer, TResult> result, long steps, CancellationToken cancellationToken)
    {
        var context = state.Root;
        state.Start(template, steps, cancellationToken);
        context.Start(host, json);
        state.Spans = spans;
        try
        {
            template.Prepare(context);
            template.Run(state, context);
            return result(state.Output);
        }
        catch (RuntimeFault fault)
        {
            throw state.Template.Source.Error(
                fault.Kind, fault.Message, state.Position, fault.InnerException, fault.Suggestion ?? (fault.MissingName is { } name ? context.Nearest(name) : null));
        }
        catch (InsufficientExecutionStackException)
        {
            throw state.Template.Source.Error(JinjaErrorKind.Limit, "The template recurses deeper than the stack allows.", state.Position);
        }
    }
}
