namespace Skills.Jinja.Tests;

public sealed class LoaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jinja-loader");

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public void TemplatesInMemoryIncludeExtendAndImportEachOther()
    {
        var environment = With(new JinjaMemoryLoader(new Dictionary<string, string>
        {
            ["base"] = "<{% block body %}{% endblock %}>{% include 'foot' %}",
            ["foot"] = "({{ name }})",
            ["tools"] = "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}",
            ["page"] = "{% extends 'base' %}{% from 'tools' import twice %}{% block body %}{{ twice('a') }}{% endblock %}",
        }));

        Assert.Equal("<aa>(Ada)", environment.GetTemplate("page").Render(new Dictionary<string, object?> { ["name"] = "Ada" }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void AChangedDictionaryIsSeenByTheNextRender()
    {
        var templates = new Dictionary<string, string> { ["part"] = "old" };
        var environment = With(new JinjaMemoryLoader(templates));
        var template = environment.Parse("{% include 'part' %}");
        Assert.Equal("old", Render(template));

        templates["part"] = "new";
        Assert.Equal("new", Render(template));

        templates.Remove("part");
        Assert.Equal(JinjaErrorKind.TemplateNotFound, Assert.Throws<JinjaException>(() => Render(template)).Kind);
    }

    [Fact]
    public void ADelegateIsAskedForASourceOnlyWhenItsStampChanges()
    {
        var (loads, stamp) = (0, "1");
        var environment = With(new JinjaDelegateLoader(name => name == "part" ? $"{++loads}" : null, _ => stamp));
        var template = environment.Parse("{% include 'part' %}");

        Assert.Equal("1", Render(template));
        Assert.Equal("1", Render(template));
        stamp = "2";
        Assert.Equal("2", Render(template));
        Assert.Equal(2, loads);
    }

    [Fact]
    public void ATemplateIsLoadedOncePerRender()
    {
        var loads = 0;
        var environment = With(new JinjaDelegateLoader(_ => $"{++loads}"));

        Assert.Equal("111", Render(environment.Parse("{% for i in range(3) %}{% include 'part' %}{% endfor %}")));
    }

    [Fact]
    public void AFolderGivesItsFilesAndSeesThemChange()
    {
        Write("sub/part.txt", "one");
        var template = With(new JinjaFolderLoader(_folder.FullName)).Parse("{% include 'sub/part.txt' %}");
        Assert.Equal("one", Render(template));

        var file = Write("sub/part.txt", "three");
        file.LastWriteTimeUtc = file.LastWriteTimeUtc.AddSeconds(5);
        Assert.Equal("three", Render(template));
    }

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("sub/../../secret.txt")]
    [InlineData("sub/..")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("/etc/hostname")]
    [InlineData("sub//part.txt")]
    [InlineData("sub\\part.txt")]
    [InlineData("C:part.txt")]
    [InlineData("./part.txt")]
    [InlineData("part.txt\0")]
    [InlineData("sub")]
    [InlineData("nothing.txt")]
    public void AFolderIsNotLeftByAName(string name)
    {
        Write("sub/part.txt", "in");
        Write("part.txt", "in");
        var loader = new JinjaFolderLoader(Path.Combine(_folder.FullName));

        Assert.Null(loader.Load(name));
        Assert.Null(loader.GetStamp(name));
    }

    [Fact]
    public void AFolderIsNotLeftByALink()
    {
        var outside = Directory.CreateTempSubdirectory("jinja-outside");
        try
        {
            File.WriteAllText(Path.Combine(outside.FullName, "secret.txt"), "secret");
            File.CreateSymbolicLink(Path.Combine(_folder.FullName, "file"), Path.Combine(outside.FullName, "secret.txt"));
            Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "folder"), outside.FullName);
            var loader = new JinjaFolderLoader(_folder.FullName);

            Assert.Null(loader.Load("file"));
            Assert.Null(loader.Load("folder/secret.txt"));
        }
        finally
        {
            outside.Delete(true);
        }
    }

    [Fact]
    public async Task APipeCountsAsMissingAndAnEmptyFileIsEmpty()
    {
        NamedPipe.Create(_folder.FullName, "pipe.txt");
        Write("empty.txt", "");
        var loader = new JinjaFolderLoader(_folder.FullName);

        Assert.Null(await Eventually.EndsAsync(Task.Run(() => loader.Load("pipe.txt"))));
        Assert.Null(loader.GetStamp("pipe.txt"));
        Assert.Equal("", loader.Load("empty.txt"));
    }

    [Fact]
    public void AFileOverTheLargestSizeCountsAsMissing()
    {
        Write("big.txt", new string('x', 101));
        Write("fits.txt", new string('x', 100));
        var loader = new JinjaFolderLoader(_folder.FullName, maxBytes: 100);

        Assert.Null(loader.Load("big.txt"));
        Assert.NotNull(loader.Load("fits.txt"));
    }

    [Fact]
    public void ALoaderThatFailsIsATemplateError()
    {
        var environment = With(new JinjaDelegateLoader(_ => throw new IOException("disk")));

        var error = Assert.Throws<JinjaException>(() => Render(environment.Parse("{% include 'part' %}")));

        Assert.Equal(JinjaErrorKind.Runtime, error.Kind);
        Assert.Equal("The loader failed on template 'part' with IOException.", error.Reason);
        Assert.IsType<IOException>(error.InnerException);
    }

    [Fact]
    public void AnErrorNamesTheIncludedTemplateAndItsPlace()
    {
        var environment = With(new JinjaMemoryLoader(new Dictionary<string, string> { ["part"] = "one\n {{ 1 / 0 }}" }));

        var error = Assert.Throws<JinjaException>(() => Render(environment.Parse("\n\n{% include 'part' %}", "main")));

        Assert.Equal((JinjaErrorKind.Arithmetic, "part", 2, 7), (error.Kind, error.TemplateName, error.Line, error.Column));
    }

    private static string Render(JinjaTemplate template) => template.Render(new Dictionary<string, object?>(), TestContext.Current.CancellationToken);

    private static JinjaEnvironment With(IJinjaLoader loader) => new(new JinjaOptions { Loader = loader });

    private FileInfo Write(string name, string text)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, name));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
        return new(file.FullName);
    }
}
