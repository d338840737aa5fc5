"""The toolkit of pages: rendering, forms, addresses, assets. It knows no slice."""
