using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>A function of the host, as a value.</summary>
internal sealed class HostFunctionValue(JinjaFunction function) : HeapValue(ValueKind.Function)
{
    internal override string TypeName => "function";

    internal override bool IsCallable => true;

    internal override Value Call(RenderState state, CallArguments arguments) => Invoke(state, null, arguments);

    internal Value Invoke(RenderState state, Scope? scope, CallArguments arguments)
    {
        state.Step();
        try
        {
            return HostValues.From(function(new(state, scope, arguments)), state.Options.Types);
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
}
