using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The <c>join</c> filter.</summary>
internal static class Joining
{
    internal static Value Join(RenderState state, Scope scope, ReadOnlySpan<Value> a)
    {
        if (!scope.Autoescape)
        {
            var buffer = state.Rent();
            Append(state, buffer, a);
            return Value.Of(state.Return(buffer));
        }

        var path = new AttributePath(a[2]);
        var walk = Iteration.Of(state, a[0]);
        var items = new List<Value>();
        var markup = a[1].IsMarkup;
        while (walk.Next(out var item))
        {
            state.Step();
            items.Add(path.Get(state, item));
            markup |= items[^1].IsMarkup;
        }

        return JoinEscaped(state, items, a[1], markup);
    }

    /// <summary>Joins at the end of the output, where the text is only printed. It is accounted for as if it were a string.</summary>
    internal static bool Print(RenderState state, Scope scope, ReadOnlySpan<Value> a)
    {
        if (scope.Autoescape)
        {
            var joined = Join(state, scope, a);
            state.Output.Append(joined.String);
            return joined.IsMarkup;
        }

        var start = state.Output.Length;
        Append(state, state.Output, a);
        state.BuildString(state.Output.Length - start);
        return false;
    }

    private static void Append(RenderState state, TextBuffer buffer, ReadOnlySpan<Value> a)
    {
        var path = new AttributePath(a[2]);
        var walk = Iteration.Of(state, a[0]);
        var separator = state.Text(a[1]);
        ReprWriter? writer = null;
        for (var first = true; walk.Next(out var item); first = false)
        {
            state.Step();
            if (!first)
            {
                buffer.Append(separator);
            }

            var part = path.Get(state, item);
            if (part.Ref is string text)
            {
                buffer.Append(text);
            }
            else
            {
                (writer ??= new(state, buffer)).Text(part);
            }
        }
    }

    private static Value JoinEscaped(RenderState state, List<Value> items, Value separator, bool markup)
    {
        var between = markup && !separator.IsMarkup ? state.Escape(state.Text(separator)) : state.Text(separator);
        var buffer = state.Rent();
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                buffer.Append(between);
            }

            if (markup && !items[i].IsMarkup)
            {
                Html.Escape(buffer, state.Text(items[i]));
            }
            else
            {
                buffer.Append(state.Text(items[i]));
            }
        }

        return Value.Text(state.Return(buffer), markup);
    }
}
