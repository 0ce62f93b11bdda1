using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>From values that name templates to templates.</summary>
internal static class TemplateNames
{
    internal static CompiledTemplate Get(TemplateState state, Value name) => name.Kind switch
    {
        ValueKind.String => state.Load(name.String) ?? throw NotFound(state, name.String),
        ValueKind.Undefined => throw ((UndefinedValue)name.Heap).Fault(),
        _ when !ValueKeys.IsHashable(state, name) => throw RuntimeFault.Type($"unhashable type: '{Types.Name(name)}'"),
        _ => throw NotFound(state, state.Text(name)),
    };

    /// <summary>One name, or the first that exists of a list.</summary>
    internal static CompiledTemplate? Select(TemplateState state, Value names, bool ignoreMissing)
    {
        if (names.IsString)
        {
            return state.Load(names.String) ?? (ignoreMissing ? null : throw NotFound(state, names.String));
        }

        if (names.Ref is UndefinedValue undefined)
        {
            throw undefined.Fault();
        }

        if (!Types.Truthy(names))
        {
            return ignoreMissing ? null : throw new RuntimeFault(JinjaErrorKind.TemplateNotFound, "Tried to select from an empty list of templates.");
        }

        var tried = new List<string>();
        var walk = Iteration.Of(state, names);
        while (walk.Next(out var name))
        {
            // An undefined name in a list is no match, and its message explains the failure if there is none.
            if (name.Ref is UndefinedValue missing)
            {
                tried.Add(missing.Message);
                continue;
            }

            if (state.Load(state.Text(name)) is { } found)
            {
                return found;
            }

            tried.Add(state.Text(name));
        }

        return ignoreMissing ? null : throw new RuntimeFault(JinjaErrorKind.TemplateNotFound, $"none of the templates given were found: {string.Join(", ", tried)}");
    }

    private static RuntimeFault NotFound(TemplateState state, string name) => new(JinjaErrorKind.TemplateNotFound, name)
    {
        Suggestion = Spelling.Nearest(name, (state.Options.Loader?.Names ?? []).Take(1000)),
    };
}
