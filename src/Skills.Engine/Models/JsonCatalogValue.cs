using System.Text.Json;

namespace Skills.Engine.Models;

/// <summary>A value of the embedded catalog, which is in JSON: it is read at every start, and a YAML parser takes longer to get going. All its numbers are texts.</summary>
internal sealed class JsonCatalogValue(JsonElement element) : CatalogValue
{
    public override string? Text => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    public override IEnumerable<CatalogValue>? Items
    {
        get
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var items = new List<CatalogValue>(element.GetArrayLength());
            foreach (var item in element.EnumerateArray())
            {
                items.Add(new JsonCatalogValue(item));
            }

            return items;
        }
    }

    public override IEnumerable<string>? Keys
    {
        get
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var keys = new List<string>(element.GetPropertyCount());
            foreach (var member in element.EnumerateObject())
            {
                keys.Add(member.Name);
            }

            return keys;
        }
    }

    public override CatalogValue? Get(string key) => element.TryGetProperty(key, out var value) ? new JsonCatalogValue(value) : null;
}
