using System.Collections.Frozen;
using Skills.Jinja.Builtins;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>value.method(…)</c>: builtin methods are called without making a bound method.</summary>
internal sealed class MethodCallNode(int position, int namePosition, ExprNode target, string name, ArgumentNodes arguments) : ExprNode(position)
{
    private readonly BoundCall? _onString = Prepare(StringMethods.Table, name, arguments);
    private readonly BoundCall? _onList = Prepare(ListMethods.Table, name, arguments);
    private readonly BoundCall? _onDict = Prepare(DictMethods.Table, name, arguments);

    internal override Value Eval(TemplateState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        var direct = value.Kind switch
        {
            ValueKind.String => _onString,
            ValueKind.List when state.Options.Sandbox == JinjaSandbox.Mutable => _onList,
            ValueKind.Dict when state.Options.Sandbox == JinjaSandbox.Mutable || name is "get" or "items" or "keys" or "values" or "copy" => _onDict,
            _ => null,
        };
        if (direct is not null)
        {
            return direct.Invoke(state, frame, value, Position);
        }

        state.Position = value.IsUndefined ? target.Position : namePosition;
        var callee = Access.Attribute(state, value, name);
        return Calls.Invoke(state, frame, callee, arguments, Position);
    }

    private static BoundCall? Prepare(FrozenDictionary<string, Builtin> table, string name, ArgumentNodes arguments) =>
        arguments.IsPlain && table.TryGetValue(name, out var builtin) ? BoundCall.TryBind(builtin, arguments) : null;
}
