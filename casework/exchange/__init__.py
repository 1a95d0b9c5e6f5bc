"""Out again, in the superior's form: layouts, exports, and the register of both."""
