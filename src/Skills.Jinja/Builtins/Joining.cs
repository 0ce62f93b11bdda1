using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The <c>join</c> filter.</summary>
internal static class Joining
{
    internal static Value Join(RenderState state, Scope scope, ReadOnlySpan<Value> a)
    {
        var path = new AttributePath(a[2]);
        var walk = Iteration.Of(state, a[0]);
        if (!scope.Autoescape)
        {
            var separator = state.Text(a[1]);
            var buffer = state.Rent();
            var writer = new ReprWriter(state, buffer);
            for (var first = true; walk.Next(out var item); first = false)
            {
                state.Step();
                if (!first)
                {
                    buffer.Append(separator);
                }

                writer.Text(path.Get(state, item));
            }

            return Value.Of(state.Return(buffer));
        }

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
