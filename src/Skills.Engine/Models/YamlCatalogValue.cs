using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Skills.Engine.Models;

/// <summary>A value of a catalog in YAML.</summary>
internal sealed class YamlCatalogValue(YamlNode node) : CatalogValue
{
    public override int Line => (int)node.Start.Line;

    public override string? Text => (node as YamlScalarNode)?.Value;

    public override IEnumerable<CatalogValue>? Items => (node as YamlSequenceNode)?.Children.Select(static child => new YamlCatalogValue(child));

    public override IEnumerable<string>? Keys => (node as YamlMappingNode)?.Children.Keys.Select(static key => key.ToString());

    /// <summary>Reads the first document; null when there is none.</summary>
    /// <exception cref="ModelCatalogException">It is not valid YAML.</exception>
    public static YamlCatalogValue? Read(TextReader text, string source)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException e)
        {
            throw new ModelCatalogException($"{source}, line {e.Start.Line}: not valid YAML: {e.Message}", e);
        }

        return yaml.Documents is [{ RootNode: { } root }, ..] ? new(root) : null;
    }

    public override int LineOf(string key) => (int)((YamlMappingNode)node).Children.Keys.First(k => k.ToString() == key).Start.Line;

    public override CatalogValue? Get(string key) => ((YamlMappingNode)node).Children.TryGetValue(new YamlScalarNode(key), out var value) ? new YamlCatalogValue(value) : null;
}
