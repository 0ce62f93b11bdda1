using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Skills.Engine.Models;

/// <summary>A value of a catalog in YAML.</summary>
internal sealed class YamlCatalogValue(YamlNode node) : CatalogValue
{
    // A catalog has six levels.
    private const int MostDepth = 64;

    public override int Line => (int)node.Start.Line;

    public override string? Text => (node as YamlScalarNode)?.Value;

    public override IEnumerable<CatalogValue>? Items => (node as YamlSequenceNode)?.Children.Select(static child => new YamlCatalogValue(child));

    public override IEnumerable<string>? Keys => (node as YamlMappingNode)?.Children.Keys.Select(static key => key.ToString());

    /// <summary>Reads the first document; null when there is none.</summary>
    /// <exception cref="ModelCatalogException">It is not valid YAML.</exception>
    public static YamlCatalogValue? Read(TextReader text, string source)
    {
        var yaml = Load(text.ReadToEnd(), source);
        return yaml.Documents is [{ RootNode: { } root }, ..] ? new(root) : null;
    }

    private static YamlStream Load(string text, string source)
    {
        try
        {
            CheckDepth(text, source);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml;
        }
        catch (YamlException e)
        {
            throw new ModelCatalogException($"{source}, line {e.Start.Line}: not valid YAML: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet throws these for some texts that are no YAML.
            throw new ModelCatalogException($"{source}: not valid YAML: {e.Message}", e);
        }
    }

    // The nodes are read by recursion, which no handler could end. The events are not.
    private static void CheckDepth(string text, string source)
    {
        var (parser, depth) = (new Parser(new StringReader(text)), 0);
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MostDepth)
            {
                throw new ModelCatalogException($"{source}, line {parser.Current.Start.Line}: nested deeper than {MostDepth} levels.");
            }
        }
    }

    public override int LineOf(string key) => (int)((YamlMappingNode)node).Children.Keys.First(k => k.ToString() == key).Start.Line;

    public override CatalogValue? Get(string key) => ((YamlMappingNode)node).Children.TryGetValue(new YamlScalarNode(key), out var value) ? new YamlCatalogValue(value) : null;
}
