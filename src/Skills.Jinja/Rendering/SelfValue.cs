using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>self</c>: the blocks by name.</summary>
internal sealed class SelfValue(TemplateState state, RenderContext context, string? template) : HeapValue(ValueKind.Other)
{
    internal override string TypeName => "TemplateReference";

    internal override string Description => "jinja2.runtime.TemplateReference object";

    internal override void WriteRepr(ReprWriter writer) => writer.Append($"<TemplateReference {(template is null ? "None" : Repr.Of(template))}>");

    internal override bool TryGetItem(RenderState caller, Value key, out Value value)
    {
        var stack = key.IsString ? context.BlockStack(key.String) : null;
        value = stack is null ? default : BlockValue.At(state, key.String, context, stack, 0);
        return stack is not null;
    }
}
