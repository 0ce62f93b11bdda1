using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>A function of the host, as a value.</summary>
internal sealed class HostFunctionValue : HeapValue
{
    private readonly JinjaFunction? _function;
    private readonly JinjaAsyncFunction? _asyncFunction;

    internal HostFunctionValue(JinjaFunction function)
        : base(ValueKind.Function) => _function = function;

    internal HostFunctionValue(JinjaAsyncFunction function)
        : base(ValueKind.Function) => _asyncFunction = function;

    internal override string TypeName => "function";

    internal override bool IsCallable => true;

    private object Target => (object?)_function ?? _asyncFunction!;

    internal override Value Call(RenderState state, CallArguments arguments) => Invoke(state, null, arguments);

    internal Value Invoke(RenderState state, Scope? scope, CallArguments arguments)
    {
        state.Step();
        try
        {
            return HostValues.From(Result(state, scope, arguments), state.Options.Types);
        }
        catch (JinjaException exception) when (exception.Line == 0)
        {
            throw new RuntimeFault(exception.Kind, exception.Reason, exception.InnerException);
        }
        catch (Exception exception) when (exception is not (RuntimeFault or JinjaException or OperationCanceledException))
        {
            throw new RuntimeFault(JinjaErrorKind.Runtime, $"A function of the host failed with {exception.GetType().Name}.", exception);
        }
    }

    private object? Result(RenderState state, Scope? scope, CallArguments arguments)
    {
        if (state.Journal is not { } journal)
        {
            return _function is { } plain
                ? plain(new(state, scope, arguments))
                : throw RuntimeFault.Runtime("This function is asynchronous. Render the template with RenderAsync.");
        }

        if (journal.TryReplay(Target, out var entry))
        {
            return entry.Result;
        }

        if (_function is { } function)
        {
            journal.Complete(entry, function(new(state, scope, arguments)));
            return entry.Result;
        }

        var given = new JinjaArguments(state, scope, arguments);
        var pending = given.PassTo(_asyncFunction!, state.Cancellation);
        if (pending.IsCompletedSuccessfully)
        {
            journal.Complete(entry, pending.Result);
            return entry.Result;
        }

        var task = pending.AsTask();
        throw new SuspendedException((most, cancellationToken) => journal.CompleteAsync(entry, task, most, cancellationToken));
    }
}
