using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>ns.attribute</c>.</summary>
internal sealed class StoreAttribute(int position, ExprNode target, string attribute) : StoreNode
{
    internal override void Store(TemplateState state, Frame frame, Value value)
    {
        var owner = target.Eval(state, frame);
        state.Position = position;
        if (owner.Ref is not NamespaceValue space)
        {
            throw RuntimeFault.Runtime("cannot assign attribute on non-namespace object");
        }

        space.Items.Set(state, Value.Of(attribute), value);
    }

    internal override Value Read(Frame frame) => throw new InvalidOperationException("A loop has no attribute as its target.");
}
