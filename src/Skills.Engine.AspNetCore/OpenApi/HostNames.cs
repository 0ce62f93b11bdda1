using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>The names that a host's document has, which the skills must not take.</summary>
/// <param name="host">The document.</param>
internal sealed class HostNames(OpenApiDocument host)
{
    private readonly HashSet<string> _operations = [.. host.Paths.Values.SelectMany(static p => (p.Operations ?? []).Values).Select(static o => o.OperationId).OfType<string>()];

    /// <summary>Renames the components and operations of a document whose names are taken.</summary>
    public void Avoid(JsonObject document)
    {
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        Rename(document["components"]!["schemas"]!.AsObject(), "schemas", [.. host.Components?.Schemas?.Keys ?? []], renamed);
        Rename(document["components"]!["responses"]!.AsObject(), "responses", [.. host.Components?.Responses?.Keys ?? []], renamed);
        if (renamed.Count > 0)
        {
            SchemaReferences.Rewrite(document, reference => Renamed(reference, renamed));
        }

        foreach (var operation in document["paths"]!.AsObject().SelectMany(static p => p.Value!.AsObject()).Select(static o => o.Value).OfType<JsonObject>())
        {
            if (operation["operationId"] is { } id)
            {
                operation["operationId"] = Unique(id.GetValue<string>(), _operations);
            }
        }
    }

    private static void Rename(JsonObject components, string kind, HashSet<string> taken, Dictionary<string, string> renamed)
    {
        var own = components.Select(static c => c.Key).ToList();
        var clashing = own.Where(taken.Contains).ToList();
        taken.UnionWith(own);
        foreach (var name in clashing)
        {
            var other = Unique(name, taken);
            var component = components[name];
            components.Remove(name);
            components[other] = component;
            renamed[$"#/components/{kind}/{name}"] = $"#/components/{kind}/{other}";
        }
    }

    // The component itself, or a place in it.
    private static string Renamed(string reference, Dictionary<string, string> renamed)
    {
        var end = reference.Split('/') is ["#", "components", var kind, var name, ..] ? $"#/components/{kind}/{name}".Length : 0;
        return end > 0 && renamed.TryGetValue(reference[..end], out var other) ? other + reference[end..] : reference;
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            unique = $"{name}{number}";
        }

        return unique;
    }
}
