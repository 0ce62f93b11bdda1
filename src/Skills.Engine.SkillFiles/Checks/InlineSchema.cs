using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.SkillFiles.Sources;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>A schema with references, combinations and conditions written out, so that names can be looked up in it.</summary>
internal static class InlineSchema
{
    // A recursive schema has no end; no template reads this many places.
    private const int MostPlaces = 5000;
    private const int MostLevels = 32;

    /// <summary>The names, items and types a view shows. What is deeper than the bound takes anything.</summary>
    public static JsonElement Of(SchemaView view)
    {
        var root = new JsonObject();
        var pending = new Queue<(SchemaView View, JsonObject Target, int Level)>([(view, root, 0)]);
        for (var places = 0; places < MostPlaces && pending.TryDequeue(out var next); places++)
        {
            Write(next.View, next.Target, (v, place) => Later(v, place, next.Level + 1));
        }

        return JsonTrees.ToElement(root);

        void Later(SchemaView at, JsonObject place, int level)
        {
            if (level <= MostLevels)
            {
                pending.Enqueue((at, place, level));
            }
        }
    }

    private static void Write(SchemaView view, JsonObject target, Action<SchemaView, JsonObject> later)
    {
        var types = Types(view.Types).ToArray();
        if (types.Length is > 0 and < 7)
        {
            target["type"] = new JsonArray(types);
        }

        if (view.Properties.Count > 0)
        {
            var properties = new JsonObject();
            target["properties"] = properties;
            foreach (var property in view.Properties)
            {
                properties[property.Name] = Place(property.View, later);
            }
        }

        if (view.IsClosed)
        {
            target["additionalProperties"] = false;
        }
        else if (view.Rest is not null || view.PatternProperties.Count > 0)
        {
            target["additionalProperties"] = true;
        }

        if (view.PrefixItems.Count > 0)
        {
            target["prefixItems"] = new JsonArray([.. view.PrefixItems.Select(i => Place(i, later))]);
        }

        if (view.Items is { IsNever: false } items)
        {
            target["items"] = Place(items, later);
        }
    }

    private static JsonObject Place(SchemaView view, Action<SchemaView, JsonObject> later)
    {
        var place = new JsonObject();
        later(view, place);
        return place;
    }

    private static IEnumerable<JsonNode> Types(JsonSchemaTypes types) =>
        Enum.GetValues<JsonSchemaTypes>()
            .Where(t => System.Numerics.BitOperations.IsPow2((int)t) && types.HasFlag(t))
            .Select(static t => (JsonNode)JsonValue.Create(t.ToString().ToLowerInvariant()));
}
